/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/decide_off.h"

#include <string.h>

#include "tests/unit/check.h"

#define LEASE 6000
#define T0    INT64_C(1000000)

/* Two nodes; this is the first. */
static struct vote_facts
whole(void)
{
	struct vote_facts facts = {
		.now = { T0 },
		.has_corosync = true,
		.nnodes = 2,
		.ring = 3,
		.ring_since = { T0 },
		.decision_ms = 500,
		.standing = { .is_known = true,
		    .view = 7,
		    .members = 3,
		    .nmembers = 2,
		    .is_complete = true,
		    .is_active = true,
		    .heard = { T0 },
		    .sent = { T0 },
		    .lease_ms = LEASE,
		    .rank = { 7, 1, true, 1 } },
		.has_gateway = true,
	};

	return facts;
}

/* Some time after the other was last heard. */
static struct vote_facts
alone(int64_t after_ms)
{
	struct vote_facts facts = whole();

	facts.now.ms = T0 + after_ms;
	facts.ring = 1;
	facts.ring_since = facts.now;
	facts.standing.is_active = false;
	return facts;
}

/* A process that saw both in one view. */
static struct vote_state
begun(void)
{
	struct vote_state state = { .is_holding = false };
	struct vote_facts facts = whole();

	(void)decide_vote(&state, &facts);
	return state;
}

static struct vote_verdict
ask(struct vote_state *state, struct vote_facts facts)
{
	return decide_vote(state, &facts);
}

/* Every quarter of a second, as the daemon does. */
static struct vote_verdict
go_on(struct vote_state *state, struct vote_facts *facts, int64_t until_ms)
{
	struct vote_verdict verdict = { .cast = false };

	for (; facts->now.ms < T0 + until_ms; facts->now.ms += 250)
		verdict = decide_vote(state, facts);
	facts->now.ms = T0 + until_ms;
	verdict = decide_vote(state, facts);
	return verdict;
}

static void
most_nodes_have_the_vote_whatever_else_is_known(void)
{
	struct vote_state state = { .is_holding = false };
	struct vote_facts facts = { .now = { T0 },
		.has_corosync = true,
		.nnodes = 4,
		.ring = 7,
		.objection = "senseless" };
	struct vote_verdict verdict = decide_vote(&state, &facts);

	CHECK(verdict.cast && verdict.may_act);
	CHECK(verdict.reason == VOTE_MOST_NODES && verdict.yields == 0);
}

static void
a_survivor_has_the_vote_at_once_and_acts_when_the_lease_is_over(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);
	struct vote_verdict verdict = decide_vote(&state, &facts);

	CHECK(verdict.cast && verdict.reason == VOTE_SILENCE);
	CHECK(!verdict.may_act && !verdict.wait);
	verdict = go_on(&state, &facts, LEASE);
	CHECK(verdict.cast && !verdict.may_act);
	verdict = go_on(&state, &facts, LEASE + VOTE_GUARD_MS);
	CHECK(verdict.cast && verdict.may_act);
}

static void
without_continuity_there_is_no_vote(void)
{
	struct vote_state fresh = { .is_holding = false };
	struct vote_state state = begun();
	struct vote_verdict verdict = ask(&fresh, alone(2200));

	CHECK(!verdict.cast && verdict.reason == VOTE_NO_CONTINUITY);
	CHECK(verdict.yields == 7 && !verdict.wait);
	/* After the lease; and it does not come back. */
	verdict = ask(&state, alone(LEASE));
	CHECK(!verdict.cast && verdict.reason == VOTE_NO_CONTINUITY);
	verdict = ask(&state, alone(100));
	CHECK(!verdict.cast && verdict.yields == 7);
}

static void
a_keeper_is_needed_for_half(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);
	struct vote_verdict verdict;

	facts.standing = (struct vote_standing){ .is_known = false };
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.reason == VOTE_NO_KEEPER);
	CHECK(verdict.wait && verdict.yields == 0);
	facts.now.ms += 500;
	CHECK(!decide_vote(&state, &facts).wait);
}

static void
a_view_that_was_cut_short_is_no_ground(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);

	facts.standing.view = 8;
	facts.standing.is_complete = false;
	CHECK(ask(&state, facts).reason == VOTE_VIEW_UNKNOWN);
	CHECK(ask(&state, facts).yields == 8);
}

static void
a_gap_in_the_hold_ends_it_for_good(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);
	struct vote_verdict verdict = decide_vote(&state, &facts);

	CHECK(verdict.cast);
	facts.now.ms += 250;
	facts.has_gateway = false;
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.gave_up);
	facts.has_gateway = true;
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.reason == VOTE_NO_CONTINUITY);

	state = begun();
	facts = alone(2200);
	(void)decide_vote(&state, &facts);
	facts.now.ms += 250;
	facts.hears = 2;
	CHECK(decide_vote(&state, &facts).gave_up);

	/* Of its own running, too. */
	state = begun();
	facts = alone(2200);
	(void)decide_vote(&state, &facts);
	facts.now.ms += VOTE_SLEPT_MS + 1;
	CHECK(!decide_vote(&state, &facts).cast);
}

static void
where_life_is_seen_the_lower_side_yields_and_the_higher_waits(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);
	struct vote_verdict verdict;

	facts.hears = 2;
	facts.ranks[1] = (struct vote_rank){ 7, 1, false, 2 };
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.reason == VOTE_LIFE_SEEN);
	CHECK(verdict.wait && !verdict.gave_up && verdict.yields == 0);
	/* Its yield is enough, gateway or not, and signs of life no more. */
	facts.yielded = 2;
	facts.has_gateway = false;
	verdict = decide_vote(&state, &facts);
	CHECK(verdict.cast && verdict.reason == VOTE_YIELDED);
	verdict = go_on(&state, &facts, LEASE + VOTE_GUARD_MS);
	CHECK(verdict.may_act);

	state = begun();
	facts = alone(2200);
	facts.hears = 2;
	facts.ranks[1] = (struct vote_rank){ 8, 0, false, 2 };
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.gave_up && verdict.yields == 7);
}

static void
life_without_words_makes_nobody_yield(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);

	facts.hears = 2;
	CHECK(!decide_vote(&state, &facts).gave_up);
}

static void
silence_says_too_little_where_the_relay_must_work_and_did_not(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);
	struct vote_verdict verdict;

	facts.lacks_relay = true;
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.reason == VOTE_NO_RELAY);
	CHECK(!verdict.wait);
	/* A yield is a deed, whichever way it came. */
	facts.yielded = 2;
	verdict = decide_vote(&state, &facts);
	CHECK(verdict.cast && verdict.reason == VOTE_YIELDED);
	/* And who was the whole last view has nobody to listen for. */
	state = (struct vote_state){ .is_holding = false };
	facts = alone(2200);
	facts.lacks_relay = true;
	facts.standing.members = 1;
	facts.standing.nmembers = 1;
	verdict = decide_vote(&state, &facts);
	CHECK(verdict.may_act && verdict.reason == VOTE_MOST_OF_VIEW);
}

static void
a_half_that_acts_keeps_the_vote_until_it_meets_the_others(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);
	struct vote_verdict verdict =
	    go_on(&state, &facts, LEASE + VOTE_GUARD_MS);

	CHECK(verdict.may_act);
	facts.has_gateway = false;
	facts.hears = 2;
	verdict = decide_vote(&state, &facts);
	CHECK(verdict.cast && verdict.may_act);
	CHECK(verdict.reason == VOTE_LATCHED);
	/* A sleep does not end it: nobody else can have acted. */
	facts.now.ms += 60000;
	CHECK(decide_vote(&state, &facts).cast);
	facts.ring = 3;
	CHECK(decide_vote(&state, &facts).reason == VOTE_MOST_NODES);
	facts.ring = 1;
	CHECK(!decide_vote(&state, &facts).cast);
}

/* Of the survivor of a pair whose gateway was dead; long after. */
static struct vote_facts
stopped(void)
{
	struct vote_facts facts = alone(60000);

	facts.has_gateway = false;
	facts.ring_id = (struct ring){ 1, 44 };
	return facts;
}

static struct vote_state
begun_and_stopped(void)
{
	struct vote_state state = begun();
	struct vote_verdict verdict = ask(&state, stopped());

	CHECK(!verdict.cast && verdict.yields == 7);
	return state;
}

/* An administrator says that the second is off. */
static struct vote_facts
told(const struct vote_state *state)
{
	struct vote_facts facts = stopped();

	facts.now.ms += 250;
	facts.off = (struct vote_off){ 2, facts.ring_id, 7, state->turn };
	return facts;
}

static void
an_administrator_s_word_lets_the_survivor_go_on(void)
{
	struct vote_state state = begun_and_stopped();
	struct vote_facts facts = told(&state);
	struct vote_verdict verdict = decide_vote(&state, &facts);

	/* No lease of the other can last by then; all is silent for a moment.
	 */
	CHECK(verdict.cast && verdict.reason == VOTE_SAID_OFF);
	CHECK(!verdict.may_act && verdict.yields == 0);
	verdict = go_on(&state, &facts, 60250 + VOTE_GUARD_MS);
	CHECK(verdict.cast && verdict.may_act);
	/* Where one can, it is waited for. */
	state = begun();
	facts = told(&state);
	facts.now.ms = T0 + 2200;
	verdict = decide_vote(&state, &facts);
	CHECK(verdict.cast && !verdict.may_act);
	CHECK(verdict.reason == VOTE_SAID_OFF);
	verdict = go_on(&state, &facts, LEASE + VOTE_GUARD_MS);
	CHECK(verdict.cast && verdict.may_act);
}

static void
an_administrator_s_word_counts_in_its_situation_only(void)
{
	struct vote_state state = begun_and_stopped();
	struct vote_facts facts = told(&state);

	facts.ring_id.seq = 48;
	CHECK(!decide_vote(&state, &facts).cast);
	facts = told(&state);
	facts.off.view = 6;
	CHECK(!decide_vote(&state, &facts).cast);
	facts = told(&state);
	facts.off.turn++;
	CHECK(!decide_vote(&state, &facts).cast);
	facts = told(&state);
	facts.off.nodes = 1;
	CHECK(!decide_vote(&state, &facts).cast);
	CHECK(ask(&state, told(&state)).cast);
}

static void
a_sign_of_life_refutes_an_administrator_for_good(void)
{
	struct vote_state state = begun_and_stopped();
	struct vote_facts facts = told(&state);
	struct vote_verdict verdict;

	facts.hears = 2;
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.reason == VOTE_LIFE_SEEN);
	facts.hears = 0;
	CHECK(!decide_vote(&state, &facts).cast);
	/* It can be said again. */
	CHECK(ask(&state, told(&state)).cast);
}

/* The device may have been started since, the keeper not. */
static void
whose_keeper_did_not_have_the_last_view_is_not_helped_by_a_word(void)
{
	struct vote_state fresh = { .is_holding = false };
	struct vote_facts facts = told(&fresh);

	CHECK(ask(&fresh, facts).reason == VOTE_SAID_OFF);
	fresh = (struct vote_state){ .is_holding = false };
	facts = told(&fresh);
	facts.standing.is_complete = false;
	CHECK(ask(&fresh, facts).reason == VOTE_VIEW_UNKNOWN);
}

static void
of_whom_it_may_be_said_that_it_is_off(void)
{
	struct vote_state state = begun_and_stopped();
	struct vote_facts facts = stopped();
	struct vote_verdict verdict = decide_vote(&state, &facts);

	CHECK(decide_off(&facts, &verdict, 1) == STANDING_OFF_MAY_BE_SAID);
	CHECK(decide_off(&facts, &verdict, 0) == STANDING_OFF_IS_HERE);
	facts.standing.is_complete = false;
	CHECK(decide_off(&facts, &verdict, 1) == STANDING_OFF_NOT_SEEN);
	facts.standing.is_complete = true;
	facts.hears = 2;
	CHECK(decide_off(&facts, &verdict, 1) == STANDING_OFF_LIVES);
	facts.hears = 0;
	facts.standing.members = 1;
	CHECK(decide_off(&facts, &verdict, 1) == STANDING_OFF_NOT_IN_VIEW);
	verdict.reason = VOTE_NO_KEEPER;
	CHECK(decide_off(&facts, &verdict, 1) == STANDING_OFF_NO_HELP);
	verdict.cast = true;
	CHECK(decide_off(&facts, &verdict, 1) == STANDING_OFF_NOT_NEEDED);
}

static void
who_was_the_whole_last_view_needs_nobody(void)
{
	struct vote_state state = { .is_holding = false };
	struct vote_facts facts = alone(0);
	struct vote_verdict verdict;

	facts.standing.view = 9;
	facts.standing.members = 1;
	facts.standing.nmembers = 1;
	facts.has_gateway = false;
	facts.hears = 2;
	verdict = decide_vote(&state, &facts);
	CHECK(verdict.cast && verdict.may_act && verdict.yields == 0);
	CHECK(verdict.reason == VOTE_MOST_OF_VIEW);
}

static void
who_lost_corosync_yields(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = whole();
	struct vote_verdict verdict;

	facts.has_corosync = false;
	facts.standing.is_known = false;
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.reason == VOTE_NO_COROSYNC);
	CHECK(verdict.yields == 7);
}

/* The keeper was first: its view was given up by a device that had no ring yet,
 * and of the pair nobody survived the next loss. */
static void
a_view_that_is_active_before_the_device_has_a_ring_is_not_given_up(void)
{
	struct vote_state state = { .is_holding = false };
	struct vote_facts facts = whole();
	struct vote_verdict verdict;

	facts.has_corosync = false;
	facts.standing.is_known = false;
	facts.ring = 0;
	verdict = decide_vote(&state, &facts);
	CHECK(!verdict.cast && verdict.reason == VOTE_NO_COROSYNC);
	CHECK(!verdict.gave_up && verdict.yields == 0);
	(void)ask(&state, whole());
	CHECK(ask(&state, alone(2200)).reason == VOTE_SILENCE);
	/* One that has ended is waited for by who is left of it. */
	state = (struct vote_state){ .is_holding = false };
	facts.standing.is_active = false;
	CHECK(decide_vote(&state, &facts).yields == 7);
	(void)ask(&state, whole());
	CHECK(ask(&state, alone(2200)).reason == VOTE_NO_CONTINUITY);
}

/* Four nodes, of which this half is the first two. */
static struct vote_facts
half(void)
{
	struct vote_facts facts = alone(2200);

	facts.nnodes = 4;
	facts.ring = 3;
	facts.standing.members = 15;
	facts.standing.nmembers = 4;
	facts.reports[1] = (struct vote_report){ .is_there = true,
		.has_keeper = true,
		.view = 7,
		.members = 15,
		.nmembers = 4,
		.is_complete = true,
		.is_continuous = true,
		.rank = { 7, 1, false, 2 } };
	return facts;
}

static struct vote_state
begun_of_four(void)
{
	struct vote_state state = { .is_holding = false };
	struct vote_facts facts = half();

	facts.ring = 15;
	facts.standing.is_active = true;
	facts.now.ms = T0;
	(void)decide_vote(&state, &facts);
	return state;
}

static void
a_half_has_one_verdict_from_all_its_members(void)
{
	struct vote_state state = begun_of_four();
	struct vote_facts facts = half();

	CHECK(ask(&state, facts).reason == VOTE_SILENCE);
	state = begun_of_four();
	facts.reports[1].is_there = false;
	CHECK(ask(&state, facts).reason == VOTE_NOT_REPORTED);
	state = begun_of_four();
	facts = half();
	facts.reports[1].hears = 4;
	CHECK(ask(&state, facts).reason == VOTE_LIFE_SEEN);
	state = begun_of_four();
	facts = half();
	facts.reports[1].is_continuous = false;
	CHECK(ask(&state, facts).reason == VOTE_NO_CONTINUITY);
	/* One that reaches the gateway is enough. */
	state = begun_of_four();
	facts = half();
	facts.has_gateway = false;
	CHECK(ask(&state, facts).reason == VOTE_NO_GATEWAY);
	state = begun_of_four();
	facts.reports[1].has_gateway = true;
	CHECK(ask(&state, facts).reason == VOTE_SILENCE);
}

static void
a_half_acts_when_all_its_members_are_due(void)
{
	struct vote_state state = begun_of_four();
	struct vote_facts facts = half();
	struct vote_verdict verdict =
	    go_on(&state, &facts, LEASE + VOTE_GUARD_MS);

	CHECK(verdict.cast && !verdict.may_act && verdict.report.is_due);
	facts.reports[1].is_due = true;
	CHECK(decide_vote(&state, &facts).may_act);
}

/* It was seen that one acted, and said in the next moment that it was not
 * continuous: the other gave up. */
static void
who_acts_first_is_waited_for_by_no_other_of_its_half(void)
{
	struct vote_state state = begun_of_four();
	struct vote_facts facts = half();

	(void)go_on(&state, &facts, LEASE + VOTE_GUARD_MS);
	facts.reports[1].is_due = true;
	CHECK(decide_vote(&state, &facts).report.is_continuous);
	CHECK(decide_vote(&state, &facts).report.is_continuous);
	CHECK(state.latched == 3);
	facts.now = moment_after(facts.now, 200);
	CHECK(decide_vote(&state, &facts).report.is_continuous);
	facts.ring_id.seq++;
	facts.ring = 1;
	CHECK(!decide_vote(&state, &facts).report.is_continuous);
}

static void
the_share_in_the_last_view_counts(void)
{
	struct vote_state state = begun_of_four();
	struct vote_facts facts = half();

	/* The other two and one of us went on without this one. */
	facts.reports[1].view = 8;
	facts.reports[1].members = 14;
	facts.reports[1].nmembers = 3;
	CHECK(ask(&state, facts).reason == VOTE_OTHERS_HAVE_MORE);
	state = begun_of_four();
	facts.reports[1].members = 7;
	CHECK(ask(&state, facts).reason == VOTE_MOST_OF_VIEW);
	facts.ring = 1;
	CHECK(ask(&state, facts).reason == VOTE_TOO_FEW);
}

static void
a_senseless_configuration_casts_for_no_half(void)
{
	struct vote_state state = begun();
	struct vote_facts facts = alone(2200);

	facts.objection = "there is no gateway";
	CHECK(ask(&state, facts).reason == VOTE_NOT_SENSIBLE);
}

static void
every_reason_has_its_sentence(void)
{
	for (int i = VOTE_MOST_NODES; i <= VOTE_LIFE_SEEN; i++)
		CHECK(strlen(decide_vote_text((enum vote_reason)i)) > 10);
}

CHECK_MAIN(most_nodes_have_the_vote_whatever_else_is_known,
    a_survivor_has_the_vote_at_once_and_acts_when_the_lease_is_over,
    without_continuity_there_is_no_vote, a_keeper_is_needed_for_half,
    a_view_that_was_cut_short_is_no_ground, a_gap_in_the_hold_ends_it_for_good,
    where_life_is_seen_the_lower_side_yields_and_the_higher_waits,
    life_without_words_makes_nobody_yield,
    silence_says_too_little_where_the_relay_must_work_and_did_not,
    a_half_that_acts_keeps_the_vote_until_it_meets_the_others,
    an_administrator_s_word_lets_the_survivor_go_on,
    an_administrator_s_word_counts_in_its_situation_only,
    a_sign_of_life_refutes_an_administrator_for_good,
    whose_keeper_did_not_have_the_last_view_is_not_helped_by_a_word,
    of_whom_it_may_be_said_that_it_is_off,
    who_was_the_whole_last_view_needs_nobody, who_lost_corosync_yields,
    a_view_that_is_active_before_the_device_has_a_ring_is_not_given_up,
    a_half_has_one_verdict_from_all_its_members,
    a_half_acts_when_all_its_members_are_due,
    who_acts_first_is_waited_for_by_no_other_of_its_half,
    the_share_in_the_last_view_counts,
    a_senseless_configuration_casts_for_no_half, every_reason_has_its_sentence)
