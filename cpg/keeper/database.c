/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/database.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/decide_teller.h"
#include "cpg/keeper/outlook_facts.h"
#include "cpg/keeper/own_report.h"
#include "cpg/keeper/store.h"
#include "cpg/wire.h"
#include "ocf/log.h"

#define REPORT_MS     500  /* between reports when nothing has changed */
#define WRITE_LATE_MS 3000 /* a disk that takes longer does not work */
/* After a primary was lost, where the others are is looked at often. */
#define ORPHANED_MS 5000

void
database_init(struct database *database, const char *name, uint32_t tag,
    const struct database_outlets *outlets, const struct ledger *found,
    const struct history *history)
{
	memset(database, 0, sizeof(*database));
	snprintf(database->name, sizeof(database->name), "%s", name);
	database->tag = tag;
	database->outlets = outlets;
	if (history != NULL)
		database->history = *history;
	view_init(&database->view, 0, found);
	board_init(&database->board);
	observer_init(database);
	publication_init(database);
	courier_init(database);
}

void
database_done(struct database *database)
{
	observer_stop(database);
	courier_stop(database);
}

struct member
database_data(const struct database *database)
{
	struct member data = { .node = database->self };

	if (database->observer.is_seen)
		data.incarnation.id = database->observer.seen.incarnation;
	return data;
}

/* Sending and writing. */

static void
send_message(struct database *database, const struct message *message)
{
	static unsigned char buf[MESSAGE_CODE_MAX];
	size_t n =
	    message_code_put_message(buf, sizeof(buf), database->name, message);

	if (n == 0)
		database->outlets->leave("a message is too large");
	else
		(void)database->outlets->send(buf, n);
}

bool
database_send_call(struct database *database, enum message_code_kind kind,
    const struct message_call *call)
{
	unsigned char buf[256];
	size_t n =
	    message_code_put_call(buf, sizeof(buf), database->name, kind, call);

	return n > 0 && database->outlets->send(buf, n);
}

void
database_send_promotion(
    struct database *database, const struct promotion_entry *entry)
{
	unsigned char buf[1024];
	size_t n =
	    message_code_put_promotion(buf, sizeof(buf), database->name, entry);

	if (n > 0)
		(void)database->outlets->send(buf, n);
}

bool
database_send_wish(struct database *database, const struct wish_message *wish)
{
	unsigned char buf[256];
	size_t n =
	    message_code_put_wish(buf, sizeof(buf), database->name, wish);

	return n > 0 && database->outlets->send(buf, n);
}

static void
write_history(struct database *database)
{
	static unsigned char buf[STORE_BYTES_MAX];
	char file[STORE_NAME_MAX];
	size_t n;

	if (!database->is_history_new || database->is_history_written)
		return;
	store_history_file(database->name, file);
	n = store_put_history(
	    buf, sizeof(buf), database->name, &database->history);
	if (n == 0 || !database->outlets->write(
			  database->tag | DATABASE_TAG_HISTORY, file, buf, n))
		return;
	database->is_history_written = true;
	database->is_history_new = false;
}

static void carry_out(struct database *database,
    const struct view_effects *effects, struct moment now);

static void
write_ledger(struct database *database, struct moment now)
{
	static unsigned char buf[STORE_BYTES_MAX];
	static struct view_effects effects;
	char file[STORE_NAME_MAX];
	size_t n = store_put_ledger(
	    buf, sizeof(buf), database->name, &database->view.writing);

	store_record_file(database->name, file);
	database->writing_since = now;
	if (n > 0 && database->outlets->write(
			 database->tag | DATABASE_TAG_LEDGER, file, buf, n))
		return;
	log_error("%s: the record cannot be given to the disk", database->name);
	view_on_written(&database->view, false, &effects);
	carry_out(database, &effects, now);
}

/* Views. */

/* Of an update the one who asked hears; of the view's end both. */
static void
tell_parts(
    struct database *database, enum view_effect effect, struct moment now)
{
	bool is_update = effect == VIEW_UPDATE_DONE ||
			 effect == VIEW_UPDATE_REFUSED ||
			 effect == VIEW_UPDATE_UNKNOWN;
	enum database_requester requester = database->requester;

	if (is_update)
		database->requester = DATABASE_NOBODY;
	if (!is_update || requester == DATABASE_CANDIDACY)
		candidacy_on_effect(database, effect, now);
	if (!is_update || requester == DATABASE_NAMING)
		naming_on_effect(database, effect, now);
}

static void
log_effect(const struct database *database, enum view_effect effect)
{
	const struct record *record = view_last_record(&database->view);

	if (effect == VIEW_BEGINS)
		log_info("%s: view %llu of %u keepers is active",
		    database->name, (unsigned long long)record->view,
		    record->nmembers);
	else if (effect == VIEW_ENDS)
		log_info("%s: view %llu has ended: nothing is decided until "
			 "the next",
		    database->name, (unsigned long long)record->view);
}

/*
 * The parts may ask for an update, which has effects of its own; so they hear
 * of these when all of them were carried out, one after the other.
 */
static void
tell_later(struct database *database, enum view_effect effect)
{
	if (database->ntold < DATABASE_TOLD_MAX)
		database->told[database->ntold++] = effect;
	else
		log_error("%s: too many effects at once", database->name);
}

static void
tell_all(struct database *database, struct moment now)
{
	if (database->is_telling)
		return;
	database->is_telling = true;
	for (unsigned i = 0; i < database->ntold; i++) {
		log_effect(database, database->told[i]);
		tell_parts(database, database->told[i], now);
	}
	database->ntold = 0;
	database->is_telling = false;
}

static void
carry_out(struct database *database, const struct view_effects *effects,
    struct moment now)
{
	for (unsigned i = 0; i < effects->n; i++)
		switch (effects->effects[i]) {
		case VIEW_WRITE:
			write_ledger(database, now);
			break;
		case VIEW_SEND:
			send_message(database, &effects->message);
			break;
		case VIEW_LEAVE:
			database->outlets->leave("the record cannot be kept");
			break;
		case VIEW_BEGINS:
		case VIEW_ENDS:
		case VIEW_CHANGED:
		case VIEW_UPDATE_DONE:
		case VIEW_UPDATE_REFUSED:
		case VIEW_UPDATE_UNKNOWN:
			tell_later(database, effects->effects[i]);
			break;
		}
	tell_all(database, now);
}

void
database_request(struct database *database, enum database_requester requester,
    const struct record *next)
{
	struct view_effects effects;
	struct moment now = moment_now();

	/* Nobody hears of another's update. */
	if (database->requester != DATABASE_NOBODY) {
		if (requester == DATABASE_CANDIDACY)
			candidacy_on_effect(database, VIEW_UPDATE_REFUSED, now);
		else if (requester == DATABASE_NAMING)
			naming_on_effect(database, VIEW_UPDATE_REFUSED, now);
		return;
	}
	database->requester = requester;
	view_request(&database->view, next, &effects);
	carry_out(database, &effects, now);
}

/* Who comes learns what came about meanwhile. */
static void
spread_history(struct database *database)
{
	for (unsigned i = 0; i < database->history.n; i++)
		database_send_promotion(
		    database, &database->history.entries[i]);
}

void
database_on_group(struct database *database, uint32_t self,
    const struct view_group *group, struct moment now)
{
	bool is_teller = decide_teller(self, &database->view.group, group);
	struct view_effects effects;

	database->self = self;
	database->view.self = self;
	board_regroup(&database->board, group->nodes, group->nnodes);
	view_on_group(&database->view, group, &effects);
	carry_out(database, &effects, now);
	if (group->nnodes == 0)
		return;
	if (is_teller)
		spread_history(database);
	database_report(database, now);
}

void
database_on_verdict(struct database *database,
    const struct view_verdict *verdict, const char *not_exclusive,
    struct moment now)
{
	struct view_effects effects;

	database->not_exclusive = not_exclusive;
	view_on_verdict(&database->view, verdict, &effects);
	carry_out(database, &effects, now);
}

void
database_on_written(
    struct database *database, uint32_t tag, bool ok, struct moment now)
{
	struct view_effects effects;

	if (tag & DATABASE_TAG_TOLD) {
		courier_on_written(database, ok);
		return;
	}
	if (tag & DATABASE_TAG_HISTORY) {
		database->is_history_written = false;
		if (ok)
			write_history(database);
		return;
	}
	view_on_written(&database->view, ok, &effects);
	carry_out(database, &effects, now);
}

bool
database_is_stuck(const struct database *database, struct moment now)
{
	return database->view.is_writing &&
	       moment_between_ms(database->writing_since, now) >= WRITE_LATE_MS;
}

/* Packets. */

static void
hear_message(
    struct database *database, const struct message *message, struct moment now)
{
	struct view_effects effects;

	view_on_message(&database->view, message, &effects);
	carry_out(database, &effects, now);
}

/* When it is lost, who may follow it depends on where all of them are now. */
static void
look_for_primary(struct database *database, struct moment now)
{
	bool had = database->has_primary;

	database->has_primary = outlook_facts_primary(database, now) != NULL;
	if (database->has_primary || had)
		database->had_primary_at = now;
	database->is_orphaned =
	    !database->has_primary && database->had_primary_at.ms != 0 &&
	    moment_between_ms(database->had_primary_at, now) < ORPHANED_MS;
	if (!had || database->has_primary)
		return;
	observer_look_soon(database);
	observer_tick(database, now);
}

static void
hear_report(
    struct database *database, const struct report *report, struct moment now)
{
	if (!board_post(&database->board, report, now))
		return;
	candidacy_review(database, now);
	if (report->node != database->self)
		refusing_review(database, now);
	look_for_primary(database, now);
	database_publish(database, now);
}

static void
hear_call(struct database *database, uint32_t sender, unsigned kind,
    const struct message_call *call, struct moment now)
{
	uint32_t number;

	if (kind == MESSAGE_CODE_OVER) {
		refusing_on_over(database, sender, call);
		candidacy_on_over(database, sender, call, now);
		refusing_review(database, now);
		return;
	}
	number = refusing_on_call(database, sender, call, now);
	if (number != 0)
		candidacy_on_call(database, sender, call, number, now);
}

static void
hear_promotion(struct database *database, const struct promotion_entry *entry,
    struct moment now)
{
	bool is_full = database->history.n == HISTORY_MAX;
	struct promotion_entry oldest = database->history.entries[0];

	if (!history_add(&database->history, entry))
		return;
	courier_on_news(database, is_full ? &oldest : NULL, now);
	database->is_history_new = true;
	write_history(database);
}

static void
hear_wish(struct database *database, const struct wish_message *wish,
    struct moment now)
{
	wish_on_message(database, wish, now);
	database_publish(database, now);
}

bool
database_on_packet(struct database *database, uint32_t sender,
    const struct wire_packet *packet, struct moment now)
{
	static struct message message;
	struct report report;
	struct message_call call;
	struct promotion_entry entry;
	struct wish_message wish;

	if (message_code_get_message(packet, sender, &message))
		hear_message(database, &message, now);
	else if (message_code_get_report(packet, sender, &report))
		hear_report(database, &report, now);
	else if (message_code_get_call(packet, &call))
		hear_call(database, sender, packet->kind, &call, now);
	else if (message_code_get_promotion(packet, &entry))
		hear_promotion(database, &entry, now);
	else if (message_code_get_wish(packet, &wish))
		hear_wish(database, &wish, now);
	else
		return false;
	return true;
}

void
database_report(struct database *database, struct moment now)
{
	static unsigned char buf[MESSAGE_CODE_MAX];
	static struct report report;
	size_t n;

	if (database->view.group.nnodes == 0)
		return;
	own_report_make(database, &report);
	if (!own_report_is_news(&database->own, &report) &&
	    moment_between_ms(database->reported_at, now) < REPORT_MS)
		return;
	report.counter++;
	n = message_code_put_report(buf, sizeof(buf), database->name, &report);
	if (n == 0 || !database->outlets->send(buf, n))
		return;
	database->own = report;
	database->reported_at = now;
}

void
database_publish(struct database *database, struct moment now)
{
	publication_review(database, now);
	database->outlets->news();
}

/* The clock. */

bool
database_is_busy(const struct database *database)
{
	return database->candidacy.step != PROMOTION_IDLE ||
	       database->candidacy.is_asked ||
	       database->naming.step != RULE_CHANGE_IDLE ||
	       database->is_orphaned;
}

void
database_tick(struct database *database, struct moment now)
{
	if (database_is_stuck(database, now))
		database->outlets->leave("the disk does not answer");
	observer_tick(database, now);
	candidacy_review(database, now);
	naming_review(database, now);
	refusing_review(database, now);
	wish_review(database, now);
	overruled_review(database, now);
	reach_review(database, now);
	look_for_primary(database, now);
	if (view_is_active(&database->view))
		database->active_at = now;
	write_history(database);
	courier_review(database, now);
	database_report(database, now);
	database_publish(database, now);
}
