/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/surroundings.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_build.h"
#include "cpg/keeper/lite.h"
#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/outlook_facts.h"
#include "cpg/keeper/overruled.h"

#define SHORT_MS 3000

/* Two of one term are none: nobody knows which is meant. */
static void
look_for_primaries(const struct database *database, struct moment now,
    struct answer_surroundings *around)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report == NULL || !report->running ||
		    report->role != ROLE_PRIMARY)
			continue;
		around->nprimaries++;
		if (report->term == around->primary_term) {
			around->primary[0] = '\0';
		} else if (report->term > around->primary_term) {
			around->primary_term = report->term;
			snprintf(around->primary, sizeof(around->primary), "%s",
			    report->name);
		}
	}
}

void
surroundings_fill(const struct database *database, struct moment now,
    struct answer_surroundings *ret_around)
{
	const struct report *primary = outlook_facts_primary(database, now);
	struct build_facts build = {
		.record = view_record(&database->view),
		.data = database_data(database),
		.refusal = refusing_verdict(database),
	};

	memset(ret_around, 0, sizeof(*ret_around));
	look_for_primaries(database, now, ret_around);
	ret_around->death_is_told = publication_told_death(database, now);
	ret_around->fork_lsn =
	    overruled_fork(database, database->observer.seen.state.term);
	if (primary != NULL)
		build.source = report_data(primary);
	ret_around->may_build = decide_build(&build,
	    naming_facts_name(&database->board), &ret_around->build_objection);
}

/* A new primary's standbys need a moment to find it. */
static bool
waits_for_long(const struct database *database, struct moment now)
{
	return moment_between_ms(database->naming.short_since, now) >= SHORT_MS;
}

static bool
complain_of_stranger(
    const struct database *database, struct moment now, struct why *ret_why)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];
		const char *address = stranger_of(database, slot->node, now);

		if (address == NULL)
			continue;
		why_set(ret_why,
		    "a server at %s streams as \"%s\", and is not the "
		    "standby of %s that has this name: it is not counted",
		    address[0] == '\0' ? "an unknown address" : address,
		    slot->report.application_name, slot->report.name);
		return true;
	}
	return false;
}

void
surroundings_complaint(
    const struct database *database, struct moment now, struct why *ret_why)
{
	const struct record *record = view_last_record(&database->view);
	const struct rule_group *group;
	unsigned streaming;
	struct member data = database_data(database);

	if (database->outlets->guard(database, ret_why) ==
		REPORT_GUARD_MISSING &&
	    observer_sees_primary(database)) {
		why_prefix(
		    ret_why, "nothing ends this node if its keeper hangs");
		return;
	}
	why_set(ret_why, "%s", "");
	lite_complaint(database, ret_why);
	if (!database->registration.full || !observer_sees_primary(database))
		return;
	if (!record_is_primary(record, &data))
		why_set(ret_why,
		    "it runs as a primary that the record does not know, and "
		    "acknowledges nothing");
	else if (database->out_of_reach_since.ms != 0)
		why_set(ret_why,
		    "it reaches %u of %u gateways, and a standby "
		    "reaches more",
		    database->own.reach.nanswering,
		    database->own.reach.ngateways);
	if (ret_why->text[0] != '\0' ||
	    complain_of_stranger(database, now, ret_why) ||
	    !waits_for_long(database, now))
		return;
	group = naming_facts_shortage(database, &streaming);
	if (group != NULL)
		why_set(ret_why,
		    "commits wait: %u of %u synchronous standbys must "
		    "acknowledge them, and %u stream",
		    group->k, group->nmembers, streaming);
}
