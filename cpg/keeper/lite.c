/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/lite.h"

#include <string.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_lite_rule.h"
#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/outlook_facts.h"
#include "ocf/log.h"

#define AGAIN_MS 500
/*
 * In which every sender and session of the server obeys names that were set by
 * somebody else: they look at the latest when they wake up, once in 5 s.
 */
#define SETTLED_MS 15000

bool
lite_is_on(const struct database *database)
{
	return database->is_registered && !database->registration.full;
}

bool
lite_spends(const struct database *database, const struct record *record,
    bool is_wanted)
{
	return lite_is_on(database) && !is_wanted &&
	       record->primary.node != 0 &&
	       record->primary.node != database->self;
}

struct rule
lite_rule(const struct database *database, struct why *ret_why)
{
	const struct board *board = &database->board;
	struct lite_facts facts = {
		.primary = database_data(database),
		.names = database->observer.seen.guard.names,
		.has_gap = database->observer.seen.guard.gaps != 0,
		.own_name = database->application_name,
	};

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];

		if (slot->node == database->self || !slot->has_report ||
		    facts.nstandbys == RULE_MEMBERS_MAX)
			continue;
		facts.standbys[facts.nstandbys++] = (struct lite_standby){
			slot->report.application_name,
			report_data(&slot->report),
		};
	}
	return decide_lite_rule(&facts, ret_why);
}

static bool
may_try(struct database *database, struct moment now)
{
	if (moment_between_ms(database->naming.sent_at, now) < AGAIN_MS)
		return false;
	database->naming.sent_at = now;
	return true;
}

/* The names have changed, and may be in force: the record has both. */
static void
follow_names(struct database *database, const struct rule *rule,
    const struct why *why, struct moment now)
{
	static struct record next;

	database->naming.settled_since = now;
	database->naming.barrier = (struct lsn){ 0 };
	next = *view_record(&database->view);
	if (!may_try(database, now))
		return;
	if (!record_add_rule(&next, rule)) {
		log_warning("%s: the record has no room for a rule: gaussha "
			    "rearm",
		    database->name);
		return;
	}
	log_info("%s: the record follows synchronous_standby_names '%s'%s%s",
	    database->name, database->observer.seen.guard.names,
	    why->text[0] != '\0' ? ": " : "", why->text);
	database_request(database, DATABASE_NAMING, &next);
}

/* Whoever acknowledged alone may do so in a statement that still runs: such a
 * rule goes when somebody rearms. */
static bool
acknowledged_alone(const struct record *record)
{
	for (unsigned i = 0; i + 1 < record->nrules; i++)
		if (record->rules[i].ngroups == 0)
			return true;
	return false;
}

static void
drop_old_rules(struct database *database, struct moment now)
{
	static struct record next;
	struct naming *naming = &database->naming;
	const struct record *record = view_record(&database->view);
	struct force_facts facts;

	if (acknowledged_alone(record) ||
	    moment_between_ms(naming->settled_since, now) < SETTLED_MS)
		return;
	if (naming->barrier.bytes == 0) {
		naming->barrier = database->observer.seen.state.lsn;
		return;
	}
	naming_facts_of_force(database, now, &facts);
	if (!decide_names_barrier(record_last_rule(record), naming->barrier,
		facts.senders, facts.nsenders) ||
	    !may_try(database, now))
		return;
	next = *record;
	record_keep_last_rule(&next);
	database_request(database, DATABASE_NAMING, &next);
}

void
lite_review(struct database *database, struct moment now)
{
	const struct record *record = view_record(&database->view);
	struct rule rule;
	struct why why;

	if (record == NULL || naming_verdict(database) != NAMES_RULE ||
	    candidacy_state_has_grant(database))
		return;
	rule = lite_rule(database, &why);
	if (!rule_equal(record_last_rule(record), &rule))
		follow_names(database, &rule, &why, now);
	else if (record->nrules > 1)
		drop_old_rules(database, now);
}

/* One of the last rule's standbys that has all that the primary had. */
static bool
somebody_follows(
    struct database *database, const struct rule *rule, struct moment now)
{
	const struct report *primary = outlook_facts_primary(database, now);
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && rule_names(rule, report->node) &&
		    report->receiving &&
		    lsn_cmp(report->lsn, primary->lsn) >= 0)
			return true;
	}
	return false;
}

static void
tell_missing(const struct database *database, const struct report *primary,
    const struct rule *rule, struct moment now, struct why *why)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report == NULL || report->node == primary->node ||
		    !report->has_database || report->receiving)
			continue;
		why_set(why, "the database of %s does not stream from %s (%s)",
		    report->name, primary->name,
		    !report->running ? "it does not run"
				     : detail_text(report->detail));
		return;
	}
	if (rule == NULL || rule->ngroups == 0)
		why_set(why,
		    "synchronous_standby_names of %s names no standby that has "
		    "to have a commit",
		    primary->name);
	else
		why_set(why,
		    "no standby that synchronous_standby_names of %s names has "
		    "all of its log",
		    primary->name);
}

static const char *
obstacle(const struct database *database, const struct report *primary)
{
	if (!database->is_registered)
		return "the database of this node is not the cluster's: ask on "
		       "a node whose is";
	if (!lite_is_on(database))
		return "mode=full is always armed";
	if (view_record(&database->view) == NULL)
		return "no view of the keepers is active";
	if (primary == NULL)
		return "no primary runs";
	return NULL;
}

bool
lite_rearm(struct database *database, struct moment now, struct why *ret_why)
{
	static struct record next;
	const struct report *primary = outlook_facts_primary(database, now);
	const struct record *record = view_record(&database->view);
	const char *sentence = obstacle(database, primary);
	const struct rule *rule;

	if (sentence != NULL) {
		why_set(ret_why, "%s", sentence);
		return false;
	}
	rule = record_last_rule(record);
	if (rule == NULL || rule->ngroups == 0 ||
	    !somebody_follows(database, rule, now)) {
		tell_missing(database, primary, rule, now, ret_why);
		return false;
	}
	if (!record->spent && record->nrules == 1)
		return true;
	next = *record;
	next.spent = false;
	record_keep_last_rule(&next);
	database_request(database, DATABASE_PEOPLE, &next);
	return true;
}
