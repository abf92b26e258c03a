/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/candidacy.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cpg/keeper/candidacy_facts.h"
#include "cpg/keeper/cause.h"
#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/decide_promotion.h"
#include "cpg/keeper/first_rule.h"
#include "cpg/keeper/lite.h"
#include "cpg/keeper/naming_facts.h"
#include "ocf/log.h"

#define ANSWERS_MS   1000 /* how long refusals are waited for */
#define RAISE_MS     5000
#define INCUMBENT_MS 30000

static void on(
    struct database *database, enum promotion_event event, struct moment now);

bool
candidacy_may_have_grant(const struct database *database)
{
	const struct record *record = view_last_record(&database->view);
	struct member data = database_data(database);

	return candidacy_state_has_grant(database) ||
	       (database->candidacy.known_term != record->term &&
		   decide_promotion_is_untaken(
		       record, &data, database->observer.seen.state.term));
}

/* No gs_ctl is at work for it, and no file of one will be found. */
static void
forget_grant(struct database *database)
{
	uint64_t term = view_last_record(&database->view)->term;

	if (database->candidacy.known_term < term)
		database->candidacy.known_term = term;
}

static struct message_call
call_of(const struct database *database)
{
	const struct candidacy *candidacy = &database->candidacy;

	return (struct message_call){
		.serial = candidacy->serial,
		.view = candidacy->view,
		.term = candidacy->term != 0 ? candidacy->term
					     : candidacy->call_term,
	};
}

static void
judge(struct database *database, struct moment now)
{
	static struct promotion_facts facts;
	struct promotion_verdict verdict;
	struct candidacy *candidacy = &database->candidacy;

	candidacy_facts_gather(database, now, &facts);
	verdict = decide_promotion(&facts);
	decide_promotion_why(&facts, &verdict,
	    naming_facts_name(&database->board), &candidacy->why);
	log_info("%s: %s", database->name, candidacy->why.text);
	on(database,
	    verdict.objection == PROMOTION_SAFE ? PROMOTION_MAY
						: PROMOTION_OBJECTED,
	    now);
}

/* Deeds. */

static void
ask_all(struct database *database, struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;
	const struct record *record = view_record(&database->view);
	struct message_call call;

	candidacy->serial++;
	candidacy->number = 0;
	candidacy->view = record->view;
	candidacy->call_term = record->term;
	candidacy->term = 0;
	candidacy->called_at = now;
	candidacy->is_given_up = false;
	candidacy->is_writable = false;
	snprintf(candidacy->from, sizeof(candidacy->from), "%s",
	    record->primary.node == 0
		? ""
		: board_name(&database->board, record->primary.node));
	why_set(&candidacy->why,
	    "waiting until all databases refuse the old primary");
	call = call_of(database);
	if (!database_send_call(database, MESSAGE_CODE_REFUSE, &call))
		on(database, PROMOTION_CUT, now);
}

static void
record_it(struct database *database, struct moment now)
{
	static struct promotion_facts facts;
	static struct record next;
	struct candidacy *candidacy = &database->candidacy;
	struct rule rule;

	candidacy_facts_gather(database, now, &facts);
	if (facts.record == NULL ||
	    !first_rule_make(database, now, &rule, &candidacy->why)) {
		on(database, PROMOTION_REFUSED, now);
		return;
	}
	next = *facts.record;
	if (!record_grant(&next, &rule, candidacy_facts_term(&facts))) {
		why_set(&candidacy->why, "the record has no room for a grant");
		on(database, PROMOTION_REFUSED, now);
		return;
	}
	next.spent = lite_is_on(database) &&
		     (next.spent ||
			 lite_spends(database, facts.record, facts.is_wanted));
	candidacy->known_term = next.term;
	why_set(&candidacy->why, "waiting until every member has the grant");
	database_request(database, DATABASE_CANDIDACY, &next);
}

/* It was asked for since somebody asked for the grant, and is mostly there. */
static void
pursue_leasing(struct database *database, struct moment now)
{
	if (database->outlets->is_leased(now) &&
	    database->outlets->may_serve(now) &&
	    candidacy_state_is_guarded(database))
		on(database, PROMOTION_LEASED, now);
}

static void
take_lease(struct database *database, struct moment now)
{
	database->candidacy.term = view_last_record(&database->view)->term;
	database->candidacy.lsn = database->observer.seen.state.lsn;
	why_set(&database->candidacy.why,
	    "waiting until a majority has echoed this node's lease");
	pursue_leasing(database, now);
}

static void
raise_term(struct database *database, struct moment now)
{
	struct hand_request request = { .deed = HAND_RAISE_TERM,
		.term = database->candidacy.term };

	if (observer_sees_primary(database))
		(void)observer_ask(database, &request, RAISE_MS, now);
}

static void
tell_over(struct database *database)
{
	struct message_call call = call_of(database);

	(void)database_send_call(database, MESSAGE_CODE_OVER, &call);
}

static void
carry_out(struct database *database, const struct promotion_row *row,
    struct moment now)
{
	switch (row->deed) {
	case PROMOTION_NOTHING:
		tell_over(database);
		break;
	case PROMOTION_REFUSE:
		ask_all(database, now);
		break;
	case PROMOTION_RECORD:
		record_it(database, now);
		break;
	case PROMOTION_LEASE:
		take_lease(database, now);
		break;
	case PROMOTION_PROMOTE:
		raise_term(database, now);
		break;
	case PROMOTION_VERIFY:
		break;
	case PROMOTION_HAND_ON:
		naming_on_primary(database, now);
		break;
	case PROMOTION_WITHDRAW:
		why_set(&database->candidacy.why, "%s", row->why);
		break;
	}
}

static void
on(struct database *database, enum promotion_event event, struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;
	const struct promotion_row *row =
	    promotion_find(candidacy->step, event);

	if (row == NULL)
		return;
	log_info("%s: promotion: %s, so from %s to %s: %s", database->name,
	    promotion_event_text(event), promotion_step_text(row->from),
	    promotion_step_text(row->to), row->why);
	candidacy->step = row->to;
	/* A refusal has its own, better sentence already. */
	if (row->to == PROMOTION_IDLE && event != PROMOTION_OBJECTED &&
	    event != PROMOTION_REFUSED)
		why_set(&candidacy->why, "%s", row->why);
	carry_out(database, row, now);
	database_report(database, now);
}

/* This node is the recorded primary by the last grant, and its server too. */
static bool
is_recorded(const struct database *database)
{
	return naming_verdict(database) == NAMES_RULE;
}

/* Events from outside. */

void
candidacy_ask(struct database *database, const char *cause, int64_t deadline_ms,
    struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;

	/* Whoever promoted for an earlier grant is not at work any more. */
	if (candidacy->step == PROMOTION_WITHDRAWING)
		candidacy->is_given_up = true;
	candidacy->deadline = moment_after(now, deadline_ms);
	cause_find(database, cause, now, candidacy->cause);
	if (candidacy->step != PROMOTION_IDLE &&
	    candidacy->step != PROMOTION_WITHDRAWING)
		return;
	candidacy->is_writable = false;
	candidacy->asked_at = now;
	if (candidacy->step == PROMOTION_IDLE && is_recorded(database)) {
		candidacy->term = view_last_record(&database->view)->term;
		why_set(&candidacy->why, "it is the recorded primary; its "
					 "names are looked at");
		naming_review(database, now);
		return;
	}
	candidacy->is_asked = true;
	candidacy_review(database, now);
}

void
candidacy_give_up(struct database *database, struct moment now)
{
	forget_grant(database);
	database->candidacy.is_given_up = true;
	database->candidacy.is_asked = false;
	on(database, PROMOTION_STOPPED, now);
	candidacy_review(database, now);
}

/*
 * Of two who ask at the same time the one whose call was delivered first goes
 * on.  Whoever has a grant gives it up for a later candidate: it was overtaken.
 */
void
candidacy_on_call(struct database *database, uint32_t candidate,
    const struct message_call *call, uint32_t number, struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;

	if (candidate == database->self) {
		if (call->serial == candidacy->serial)
			candidacy->number = number;
	} else if (candidacy->step == PROMOTION_REFUSING &&
		   candidacy->number == 0) {
		why_set(&candidacy->why, "%s asked before",
		    board_name(&database->board, candidate));
		on(database, PROMOTION_STOPPED, now);
	} else if (candidacy->step > PROMOTION_RECORDING) {
		on(database, PROMOTION_STOPPED, now);
	}
	candidacy_review(database, now);
}

/*
 * A grant that ended without a primary leaves its node above this one's term:
 * it would refuse the incumbent for ever.
 */
void
candidacy_on_over(struct database *database, uint32_t candidate,
    const struct message_call *call, struct moment now)
{
	const struct record *record = view_record(&database->view);

	if (record == NULL || candidate == database->self ||
	    record->primary.node != candidate || record->term != call->term ||
	    !observer_sees_primary(database))
		return;
	candidacy_ask(database,
	    "a grant ended without a primary, and the incumbent goes on",
	    INCUMBENT_MS, now);
}

void
candidacy_on_effect(
    struct database *database, enum view_effect effect, struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;

	switch (effect) {
	case VIEW_ENDS:
	case VIEW_UPDATE_UNKNOWN:
		on(database, PROMOTION_CUT, now);
		break;
	case VIEW_UPDATE_DONE:
		on(database, PROMOTION_RECORDED, now);
		break;
	case VIEW_UPDATE_REFUSED:
		why_set(&candidacy->why,
		    "the record has changed since it was judged");
		on(database, PROMOTION_REFUSED, now);
		break;
	case VIEW_BEGINS:
	case VIEW_CHANGED:
		candidacy_review(database, now);
		break;
	case VIEW_WRITE:
	case VIEW_SEND:
	case VIEW_LEAVE:
		break;
	}
}

void
candidacy_on_down(struct database *database, struct moment now)
{
	forget_grant(database);
	database->candidacy.is_writable = false;
	if (database->candidacy.step != PROMOTION_REFUSING)
		on(database, PROMOTION_STOPPED, now);
	candidacy_review(database, now);
}

void
candidacy_on_writable(struct database *database, struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;
	struct promotion_entry entry;

	if (candidacy->is_writable || !candidacy_state_is_named(database))
		return;
	candidacy->is_writable = true;
	why_set(&candidacy->why, "commits return, by term %llu",
	    (unsigned long long)candidacy->term);
	log_info("%s: %s", database->name, candidacy->why.text);
	memset(&entry, 0, sizeof(entry));
	entry.term = candidacy->term;
	entry.when_s = (int64_t)time(NULL);
	entry.lsn = candidacy->lsn;
	entry.duration_ms =
	    (unsigned)moment_between_ms(candidacy->asked_at, now);
	snprintf(entry.from, sizeof(entry.from), "%s", candidacy->from);
	snprintf(entry.to, sizeof(entry.to), "%s", database->registration.node);
	snprintf(entry.cause, sizeof(entry.cause), "%s", candidacy->cause);
	database_send_promotion(database, &entry);
}

/* What each step waits for. */

static void
begin(struct database *database, struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;

	if (!candidacy->is_asked)
		return;
	if (moment_left_ms(candidacy->deadline, now) == 0) {
		candidacy->is_asked = false;
		candidacy->serial++;
		return;
	}
	if (view_record(&database->view) == NULL) {
		why_set(&candidacy->why, "no view of the keepers is active");
		return;
	}
	/* Who asks says that it runs; before it is seen it cannot refuse. */
	if (!observer_sees(database)) {
		why_set(&candidacy->why, "its database is not seen to run yet");
		return;
	}
	if (!candidacy_state_is_guarded(database))
		return;
	candidacy->is_asked = false;
	on(database, PROMOTION_ASKED, now);
}

static void
pursue_refusing(struct database *database, struct moment now)
{
	const struct candidacy *candidacy = &database->candidacy;

	if (candidacy->number == 0)
		return;
	if (candidacy_facts_all_heard(database, now) ||
	    candidacy_facts_are_enough(database, now) ||
	    moment_between_ms(candidacy->called_at, now) >= ANSWERS_MS)
		judge(database, now);
}

static void
pursue_promoting(struct database *database, struct moment now)
{
	if (observer_sees_primary(database) &&
	    database->observer.seen.state.term == database->candidacy.term)
		on(database, PROMOTION_IS_PRIMARY, now);
}

static void
pursue_verifying(struct database *database, struct moment now)
{
	/* One look without an answer says nothing against it. */
	if (!observer_sees_primary(database))
		return;
	switch (naming_verdict(database)) {
	case NAMES_STAY:
		break;
	case NAMES_CLOSED:
		on(database, PROMOTION_OUTDATED, now);
		break;
	case NAMES_RULE:
		on(database, PROMOTION_NEWEST, now);
		break;
	}
}

/* It can no longer become a primary when nobody promotes it and it is none. */
static void
pursue_withdrawing(struct database *database, struct moment now)
{
	bool is_harmless =
	    database->observer.pid == 0 || (database->candidacy.is_given_up &&
					       observer_sees_standby(database));

	if (!is_harmless)
		return;
	on(database, PROMOTION_WITHDRAWN, now);
	begin(database, now);
}

static void
pursue(struct database *database, struct moment now)
{
	switch (database->candidacy.step) {
	case PROMOTION_IDLE:
		begin(database, now);
		break;
	case PROMOTION_REFUSING:
		pursue_refusing(database, now);
		break;
	case PROMOTION_RECORDING:
		break;
	case PROMOTION_LEASING:
		pursue_leasing(database, now);
		break;
	case PROMOTION_PROMOTING:
		pursue_promoting(database, now);
		break;
	case PROMOTION_VERIFYING:
		pursue_verifying(database, now);
		break;
	case PROMOTION_WITHDRAWING:
		pursue_withdrawing(database, now);
		break;
	}
}

void
candidacy_review(struct database *database, struct moment now)
{
	struct candidacy *candidacy = &database->candidacy;

	/* A start removes what would promote. */
	if (database->observer.is_found && database->observer.pid == 0)
		forget_grant(database);
	if (candidacy->step != PROMOTION_IDLE &&
	    candidacy->step != PROMOTION_WITHDRAWING &&
	    moment_left_ms(candidacy->deadline, now) == 0)
		on(database, PROMOTION_STOPPED, now);
	pursue(database, now);
}
