/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_showing.h"

#include "tests/unit/check.h"

static const struct showing_facts calm = {
	.since_change_ms = 60000, .has_primary = true, .had_primary = true
};

static void
what_has_settled_is_shown(void)
{
	struct showing_facts facts = calm;

	CHECK(decide_showing(&facts));
	facts.since_change_ms = 1499;
	CHECK(!decide_showing(&facts));
	facts.since_change_ms = 1500;
	CHECK(decide_showing(&facts));
}

/* Seen with nine nodes: each standby's lag held up the fencing. */
static void
while_a_lost_primary_is_replaced_nothing_is_shown(void)
{
	struct showing_facts facts = calm;

	facts.has_primary = false;
	facts.since_primary_ms = 1500;
	CHECK(!decide_showing(&facts));
	facts.since_primary_ms = 9999;
	CHECK(!decide_showing(&facts));
}

static void
why_nobody_is_promoted_is_shown_after_ten_seconds(void)
{
	struct showing_facts facts = calm;

	facts.has_primary = false;
	facts.since_primary_ms = 10000;
	CHECK(decide_showing(&facts));
}

static void
a_cluster_that_begins_has_lost_none(void)
{
	struct showing_facts facts = calm;

	facts.has_primary = facts.had_primary = false;
	CHECK(decide_showing(&facts));
}

/* Seen with a change of parameters: the address was restarted. */
static void
while_pacemaker_does_not_know_the_primary_s_role_nothing_is_shown(void)
{
	struct showing_facts facts = calm;

	facts.is_relearning = true;
	CHECK(!decide_showing(&facts));
}

static void
a_score_is_told_at_once_where_it_is_chosen_by(void)
{
	struct showing_facts facts = calm;

	CHECK(!decide_showing_score(&facts, SCORE_READY, false));
	CHECK(decide_showing_score(&facts, SCORE_WANTED, false));
	CHECK(decide_showing_score(&facts, SCORE_NONE, true));
	facts.has_primary = false;
	facts.since_primary_ms = 2500;
	CHECK(decide_showing_score(&facts, SCORE_READY, false));
}

/* Seen with nine nodes: seven new scores while the new primary was promoted,
 * and its address waited until Pacemaker had computed anew, twice. */
static void
while_another_is_promoted_no_score_is_told(void)
{
	struct showing_facts facts = calm;

	facts.has_primary = false;
	facts.since_primary_ms = 2500;
	facts.another_has_grant = true;
	CHECK(!decide_showing_score(&facts, SCORE_NEXT, false));
	CHECK(decide_showing_score(&facts, SCORE_WANTED, false));
	facts.since_primary_ms = 10000;
	CHECK(decide_showing_score(&facts, SCORE_NEXT, false));
	facts.had_primary = false;
	facts.since_primary_ms = 0;
	CHECK(decide_showing_score(&facts, SCORE_NEXT, false));
}

static void
while_a_role_is_learned_anew_only_a_lost_score_is_told(void)
{
	struct showing_facts facts = calm;

	facts.is_relearning = true;
	CHECK(!decide_showing_score(&facts, SCORE_WANTED, false));
	CHECK(!decide_showing_score(&facts, SCORE_SICK, true));
	CHECK(decide_showing_score(&facts, SCORE_NONE, true));
}

CHECK_MAIN(a_score_is_told_at_once_where_it_is_chosen_by,
    while_another_is_promoted_no_score_is_told,
    while_a_role_is_learned_anew_only_a_lost_score_is_told,
    what_has_settled_is_shown,
    while_a_lost_primary_is_replaced_nothing_is_shown,
    why_nobody_is_promoted_is_shown_after_ten_seconds,
    a_cluster_that_begins_has_lost_none,
    while_pacemaker_does_not_know_the_primary_s_role_nothing_is_shown)
