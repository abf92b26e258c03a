/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/naming.h"

#include <string.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/decide_relief.h"
#include "cpg/keeper/decide_sync_set.h"
#include "cpg/keeper/gap.h"
#include "cpg/keeper/lite.h"
#include "cpg/keeper/names_text.h"
#include "cpg/keeper/naming_facts.h"
#include "ocf/log.h"

#define NAME_MS  5000
#define AGAIN_MS 500 /* between attempts at what failed */
/* Clients wait as long as the probe does. */
#define PROBE_AGAIN_MS 10000

static void on(
    struct database *database, enum rule_change_event event, struct moment now);

static bool
is_naming(const struct database *database)
{
	return hand_is_busy_with(&database->observer.hand, HAND_NAME) ||
	       hand_is_busy_with(&database->observer.hand, HAND_REPAIR);
}

int64_t
naming_since(const struct database *database)
{
	if (lite_is_on(database))
		return database->naming.lite.settled_at;
	return database->naming.step == RULE_CHANGE_ENFORCING
		   ? database->naming.since
		   : 0;
}

static bool
may_try(struct database *database, struct moment now)
{
	if (is_naming(database) ||
	    moment_between_ms(database->naming.sent_at, now) < AGAIN_MS)
		return false;
	database->naming.sent_at = now;
	return true;
}

/* Deeds. */

/* What may have been acknowledged alone is a rule before it is mended. */
static void
record_both(struct database *database, struct moment now)
{
	static struct record next;
	struct naming *naming = &database->naming;
	const struct record *record = view_record(&database->view);
	struct rule alone = { .owner = database_data(database) };

	if (record == NULL) {
		on(database, RULE_CHANGE_CUT, now);
		return;
	}
	next = *record;
	if ((naming->is_leak && !record_add_rule(&next, &alone)) ||
	    !record_add_rule(&next, &naming->wanted)) {
		why_set(&naming->why, "the record has no room for a rule");
		on(database, RULE_CHANGE_REFUSED, now);
		return;
	}
	database_request(database, DATABASE_NAMING, &next);
}

/* The record, changed in this way, is asked for. */
static void
record_changed(struct database *database, void (*change)(struct record *record),
    struct moment now)
{
	static struct record next;
	const struct record *record = view_record(&database->view);

	if (record == NULL) {
		on(database, RULE_CHANGE_CUT, now);
		return;
	}
	next = *record;
	change(&next);
	database_request(database, DATABASE_NAMING, &next);
}

/* A gap that opened on the way is no less a rule before it is mended. */
static bool
is_told_of_gap(const struct record *record)
{
	return record_last_rule(record)->ngroups == 0 ||
	       decide_names_asked_nobody(record);
}

/* Until it is done it is tried; the machine waits for nothing else. */
static void
set_names(struct database *database, struct moment now)
{
	struct naming *naming = &database->naming;
	const struct record *record = view_record(&database->view);
	struct hand_request request = { .deed = HAND_NAME, .prove = true };

	if (record == NULL || !observer_sees_primary(database) ||
	    !may_try(database, now))
		return;
	if (gap_is_open(database)) {
		if (is_told_of_gap(record))
			gap_close(database, now);
		else
			on(database, RULE_CHANGE_CUT, now);
		return;
	}
	if (!names_text_of_rule(record_last_rule(record), &database->board,
		request.names, &naming->why)) {
		log_warning("%s: %s", database->name, naming->why.text);
		return;
	}
	naming->is_named = false;
	request.from_nothing = decide_names_asked_nobody(record);
	/* Clients of a new primary wait for the names, not for the proof. */
	request.prove = request.from_nothing || !naming->is_hasty;
	(void)observer_ask(database, &request, NAME_MS, now);
}

static void
carry_out(struct database *database, const struct rule_change_row *row,
    struct moment now)
{
	struct naming *naming = &database->naming;

	switch (row->deed) {
	case RULE_CHANGE_NOTHING:
		naming->is_leak = false;
		break;
	case RULE_CHANGE_RECORD_BOTH:
		record_both(database, now);
		break;
	case RULE_CHANGE_SET_NAMES:
		naming->sent_at = (struct moment){ 0 };
		set_names(database, now);
		break;
	case RULE_CHANGE_WATCH_FORCE:
		break;
	case RULE_CHANGE_READ_BARRIER:
		naming->barrier = (struct lsn){ 0 };
		break;
	case RULE_CHANGE_RECORD_NEW:
		record_changed(database, record_keep_last_rule, now);
		break;
	case RULE_CHANGE_RECORD_RELIEF:
		record_changed(database, record_rest_on_owner, now);
		break;
	}
}

static void
on(struct database *database, enum rule_change_event event, struct moment now)
{
	struct naming *naming = &database->naming;
	const struct rule_change_row *row =
	    rule_change_find(naming->step, event);

	if (row == NULL)
		return;
	log_info("%s: rule: %s, so from %s to %s: %s", database->name,
	    rule_change_event_text(event), rule_change_step_text(row->from),
	    rule_change_step_text(row->to), row->why);
	naming->step = row->to;
	carry_out(database, row, now);
}

/* Events from outside. */

void
naming_on_effect(
    struct database *database, enum view_effect effect, struct moment now)
{
	switch (effect) {
	case VIEW_ENDS:
	case VIEW_UPDATE_UNKNOWN:
		on(database, RULE_CHANGE_CUT, now);
		break;
	case VIEW_UPDATE_DONE:
		on(database, RULE_CHANGE_RECORDED, now);
		break;
	case VIEW_UPDATE_REFUSED:
		on(database, RULE_CHANGE_REFUSED, now);
		break;
	case VIEW_BEGINS:
	case VIEW_CHANGED:
		naming_review(database, now);
		break;
	case VIEW_WRITE:
	case VIEW_SEND:
	case VIEW_LEAVE:
		break;
	}
}

void
naming_on_answer(struct database *database, const struct hand_answer *answer,
    struct moment now)
{
	struct naming *naming = &database->naming;

	if (answer->outcome != HAND_DONE || naming->step != RULE_CHANGE_NAMING)
		return;
	if (answer->mark.bytes == 0 && naming->is_hasty) {
		naming->is_hasty = false;
		naming->sent_at = (struct moment){ 0 };
		if (!naming->is_held)
			candidacy_on_writable(database, now);
		set_names(database, now);
	}
	if (answer->mark.bytes == 0)
		return;
	naming->is_named = true;
	naming->nnamed = database->observer.nseen;
	naming->mark = answer->mark;
	naming->since = answer->since;
	naming->probe_waited = answer->probe_waited;
	on(database, RULE_CHANGE_NAMED, now);
	if (!naming->is_held)
		candidacy_on_writable(database, now);
}

void
naming_on_cut(struct database *database, struct moment now)
{
	on(database, RULE_CHANGE_CUT, now);
}

/* The last grant went to the primary that the record had before. */
static bool
is_in_place(const struct database *database)
{
	return strcmp(database->candidacy.from, database->registration.node) ==
	       0;
}

void
naming_on_primary(struct database *database, struct moment now)
{
	naming_facts_expect(database, now);
	database->naming.is_hasty = true;
	database->naming.is_held = is_in_place(database);
	if (database->naming.is_held)
		why_set(&database->candidacy.why,
		    "it was restarted in its place: clients wait until as many "
		    "standbys as must acknowledge have all of its log");
	if (database->registration.full)
		on(database, RULE_CHANGE_FOUND, now);
	else
		candidacy_on_writable(database, now);
}

/* What each step waits for. */

static bool
wants_another(struct database *database, struct moment now)
{
	struct naming *naming = &database->naming;
	const struct record *record = view_record(&database->view);
	struct sync_facts facts;

	if (record == NULL || !database->registration.full)
		return false;
	naming_facts_of_primary(database, now, &facts);
	return decide_sync_set(&facts, naming_facts_name(&database->board),
		   &naming->wanted, &naming->why) &&
	       rule_is_sound(&naming->wanted);
}

static bool
must_be_relieved(struct database *database, struct moment now)
{
	struct relief_facts facts;
	struct why why;

	naming_facts_of_relief(database, now, &facts);
	if (!decide_relief(&facts, naming_facts_name(&database->board), &why))
		return false;
	log_warning("%s: %s", database->name, why.text);
	return true;
}

/* False also while the standbys' names are not known: then nobody can tell. */
static bool
is_named_otherwise(struct database *database, const struct record *record)
{
	char names[HAND_NAMES_MAX];

	return names_text_of_rule(record_last_rule(record), &database->board,
		   names, &database->naming.why) &&
	       strcmp(names, database->observer.seen.guard.names) != 0;
}

static void
arm(struct record *record)
{
	record->spent = false;
}

static void
pursue_idle(struct database *database, struct moment now)
{
	struct naming *naming = &database->naming;
	const struct record *record = view_record(&database->view);

	if (record->spent && may_try(database, now)) {
		/* Left from mode=lite, which is not any more. */
		record_changed(database, arm, now);
	} else if (gap_is_open(database) &&
		   !decide_names_asked_nobody(record)) {
		naming->is_leak = true;
		naming->wanted = *record_last_rule(record);
		on(database, RULE_CHANGE_WANTED, now);
	} else if (record->nrules > 1 || is_named_otherwise(database, record)) {
		on(database, RULE_CHANGE_FOUND, now);
	} else {
		candidacy_on_writable(database, now);
		if (!wants_another(database, now))
			return;
		log_info("%s: %s", database->name, naming->why.text);
		on(database, RULE_CHANGE_WANTED, now);
	}
}

/* A look that began before the names were set says nothing about them. */
static bool
has_looked_since(const struct database *database)
{
	return database->naming.is_named &&
	       database->observer.nseen != database->naming.nnamed;
}

/* What is waited for may never come. */
static void
pursue_otherwise(struct database *database, struct moment now)
{
	if (wants_another(database, now))
		on(database, RULE_CHANGE_WANTED, now);
	else if (must_be_relieved(database, now))
		on(database, RULE_CHANGE_DESPAIRED, now);
}

static bool
may_probe_again(const struct database *database, struct moment now)
{
	return moment_between_ms(database->naming.sent_at, now) >=
	       PROBE_AGAIN_MS;
}

static void
pursue_enforcing(struct database *database, struct moment now)
{
	const struct record *record = view_record(&database->view);
	struct force_facts facts;

	if (!has_looked_since(database))
		return;
	naming_facts_of_force(database, now, &facts);
	if (decide_names_in_force(record, &facts)) {
		database->naming.nnamed = database->observer.nseen;
		on(database, RULE_CHANGE_IN_FORCE, now);
	} else if (decide_names_must_probe_again(record, &facts) &&
		   may_probe_again(database, now)) {
		on(database, RULE_CHANGE_UNPROVEN, now);
	} else {
		pursue_otherwise(database, now);
	}
}

static void
pursue_waiting(struct database *database, struct moment now)
{
	struct naming *naming = &database->naming;
	const struct record *record = view_record(&database->view);
	struct force_facts facts;

	if (!has_looked_since(database))
		return;
	if (naming->barrier.bytes == 0)
		naming->barrier = database->observer.seen.state.lsn;
	naming_facts_of_force(database, now, &facts);
	if (decide_names_barrier(record_last_rule(record), naming->barrier,
		facts.senders, facts.nsenders))
		on(database, RULE_CHANGE_PASSED, now);
	else
		pursue_otherwise(database, now);
}

static void
pursue(struct database *database, struct moment now)
{
	switch (database->naming.step) {
	case RULE_CHANGE_IDLE:
		pursue_idle(database, now);
		break;
	case RULE_CHANGE_RECORDING_BOTH:
	case RULE_CHANGE_RECORDING_NEW:
		break;
	case RULE_CHANGE_NAMING:
		set_names(database, now);
		break;
	case RULE_CHANGE_ENFORCING:
		pursue_enforcing(database, now);
		break;
	case RULE_CHANGE_WAITING:
		pursue_waiting(database, now);
		break;
	}
}

/* Nothing is acknowledged by who is not the recorded primary. */
static void
keep_closed(struct database *database, struct moment now)
{
	struct hand_request request = { .deed = HAND_NAME,
		.names = HAND_NAMES_CLOSED };
	bool is_closed =
	    strcmp(database->observer.seen.guard.names, HAND_NAMES_CLOSED) == 0;

	on(database, RULE_CHANGE_CUT, now);
	if ((is_closed && !gap_is_open(database)) || !may_try(database, now))
		return;
	if (!is_closed) {
		log_info("%s: this database is not the recorded primary: from "
			 "now on it acknowledges nothing",
		    database->name);
		(void)observer_ask(database, &request, NAME_MS, now);
	}
	if (gap_is_open(database))
		gap_close(database, now);
}

enum names_verdict
naming_verdict(const struct database *database)
{
	struct names_facts facts = {
		.record = view_record(&database->view),
		.data = database_data(database),
		.is_primary = observer_sees_primary(database),
		.own_term = database->observer.seen.state.term,
	};

	return decide_names(&facts);
}

void
naming_review(struct database *database, struct moment now)
{
	bool is_primary = observer_sees_primary(database);

	if (is_primary && lite_is_on(database))
		lite_review(database, now);
	else
		lite_unsettle(database);
	if ((!is_primary && !observer_sees_standby(database)) ||
	    !database->registration.full)
		return;
	naming_facts_watch(database, now);
	/* A keeper that was started anew has not heard of the standbys yet. */
	if (!is_primary || database->naming.short_since.ms == 0 ||
	    naming_facts_shortage(database, NULL) == NULL)
		database->naming.short_since = now;
	switch (naming_verdict(database)) {
	case NAMES_STAY:
		break;
	case NAMES_CLOSED:
		keep_closed(database, now);
		break;
	case NAMES_RULE:
		if (database->candidacy.step == PROMOTION_IDLE)
			pursue(database, now);
		break;
	}
}
