/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/own_report.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/database.h"

static void
report_senders(const struct hand_observation *seen, struct report *report)
{
	for (unsigned i = 0; i < seen->nsenders && i < REPORT_SENDERS_MAX;
	     i++) {
		const struct sender *sender = &seen->senders[i];
		struct report_sender *to = &report->senders[report->nsenders++];

		snprintf(to->name, sizeof(to->name), "%s", sender->name);
		snprintf(to->state, sizeof(to->state), "%s", sender->state);
		snprintf(to->sync_state, sizeof(to->sync_state), "%s",
		    sender->sync_state);
		to->flushed = sender->flushed;
		to->replayed = sender->replayed;
	}
}

static void
report_server(const struct hand_observation *seen, struct report *report)
{
	report->incarnation.id = seen->incarnation;
	report->answered = seen->run != 0;
	if (!report->answered)
		return;
	report->role = seen->state.role;
	report->cascaded |= seen->state.role == ROLE_CASCADE_STANDBY;
	report->db_state = seen->state.db_state;
	report->detail = seen->state.detail;
	report->term = seen->state.term;
	report->lsn = seen->state.lsn;
	report->receiving = seen->state.receiving;
	report->replayed_all = seen->state.replayed_all;
	report->building |= seen->state.db_state == DB_STATE_BUILDING;
	report->refusing = seen->is_refusing;
	snprintf(report->upstream, sizeof(report->upstream), "%s",
	    seen->state.upstream);
	snprintf(report->ha_host, sizeof(report->ha_host), "%s", seen->ha_host);
	report->ha_port = seen->ha_port & 0xffff;
	report_senders(seen, report);
}

void
own_report_make(const struct database *database, struct report *report)
{
	const struct request_registration *of = &database->registration;
	const struct observer *observer = &database->observer;
	struct why why;

	memset(report, 0, sizeof(*report));
	report->node = database->self;
	report->counter = database->own.counter;
	report->percent = observer->percent;
	report->building = observer->is_building;
	report->has_database = database->is_registered;
	snprintf(report->name, sizeof(report->name), "%s", of->node);
	snprintf(report->zone, sizeof(report->zone), "%s", of->zone);
	snprintf(
	    report->version, sizeof(report->version), "%s", GAUSSHA_VERSION);
	report->place =
	    (struct place){ of->zone_number & 0xff, of->city_number & 0xff };
	report->cascaded = of->cascaded;
	report->running = observer->pid != 0;
	report->died = publication_has_died(database, moment_now());
	report->reviving =
	    database->revival.is_under_way ? database->revival.number : 0;
	report->yields = publication_yields(database, moment_now());
	report->sick = of->sick[0] != '\0';
	report->relearning =
	    relearning_is_under_way(&database->relearning, moment_now());
	report->wants_build = of->wants_build;
	report->reach = database->outlets->reach(moment_now());
	report->leased = database->outlets->is_leased(moment_now());
	report->guard = database->outlets->guard(database, &why);
	report->has_grant = candidacy_may_have_grant(database);
	report->heeded.view = database->refusing.view;
	report->heeded.ncalls = database->refusing.nheeded;
	snprintf(report->application_name, sizeof(report->application_name),
	    "%s", database->application_name);
	if (observer->is_seen && report->running)
		report_server(&observer->seen, report);
}

/* Positions move all the time, and wait for the next regular report. */
/* What others would read, positions aside. */
static size_t
put_without_positions(
    unsigned char *buf, size_t size, const struct report *report)
{
	static struct report still;

	still = *report;
	still.lsn = (struct lsn){ 0 };
	still.counter = 0;
	still.replayed_all = false;
	still.nsenders = 0;
	return message_code_put_report(buf, size, WIRE_NOBODYS, &still);
}

bool
own_report_is_news(const struct report *before, const struct report *now)
{
	static unsigned char old[MESSAGE_CODE_MAX], new[MESSAGE_CODE_MAX];
	size_t nold = put_without_positions(old, sizeof(old), before);
	size_t nnew = put_without_positions(new, sizeof(new), now);

	return nold != nnew || memcmp(old, new, nnew) != 0;
}
