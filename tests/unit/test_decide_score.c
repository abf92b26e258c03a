/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_score.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"

static const char *
name(uint32_t node)
{
	static const char *const names[] = { "nobody", "n1", "n2", "n3" };

	return names[node];
}

static struct record record;

/* n1 is primary by "1 of n2,n3"; n2 asks itself, and follows closely. */
static struct score_facts
healthy(void)
{
	struct rule rule = { .owner = { 1, { 10 } }, .ngroups = 1 };
	struct score_facts facts = {
		.world = {
			.record = &record,
			.node = 2,
			.ndatabases = 3,
			.ncandidates = 2,
			.candidates = {
				{ .data = { 2, { 20 } }, .refusing = true,
				    .position = { 1, { 100 } } },
				{ .data = { 3, { 30 } }, .refusing = true,
				    .position = { 1, { 100 } } },
			},
		},
		.is_looked_for = true,
		.runs = true,
		.answers = true,
		.has_answered = true,
		.is_standby = true,
		.in_rule = true,
		.has_primary = true,
	};

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ 2, { 20 } });
	rule_group_add(&rule.groups[0], (struct member){ 3, { 30 } });
	memset(&record, 0, sizeof(record));
	record_grant(&record, &rule, 0);
	return facts;
}

/* The same after n1 died. */
static struct score_facts
orphaned(void)
{
	struct score_facts facts = healthy();

	facts.has_primary = false;
	return facts;
}

static bool
is(const struct score_facts *facts, enum score score, const char *sentence)
{
	struct score_verdict verdict = decide_score(facts, name);

	if (strcmp(verdict.why.text, sentence) != 0)
		printf("it says: %s\n", verdict.why.text);
	return !verdict.stays && verdict.score == score &&
	       strcmp(verdict.why.text, sentence) == 0;
}

static bool
stays(const struct score_facts *facts)
{
	return decide_score(facts, name).stays;
}

static void
a_standby_that_follows_is_ready(void)
{
	struct score_facts facts = healthy();

	CHECK(is(&facts, SCORE_READY, ""));
	facts.catches_up = true;
	CHECK(is(&facts, SCORE_LAGGING, ""));
	facts = healthy();
	facts.in_rule = false;
	CHECK(is(&facts, SCORE_LAGGING, ""));
}

/* Told to Pacemaker: what is taken off. */
static unsigned
told(const struct score_facts *facts)
{
	struct score_verdict verdict = decide_score(facts, name);

	return verdict.stays ? 0 : (unsigned)verdict.score - verdict.farness;
}

static void
of_those_who_are_ready_the_nearer_is_wanted_with_and_without_a_primary(void)
{
	struct score_facts facts = healthy();

	facts.farness = 12;
	CHECK(told(&facts) == SCORE_READY - 12);
	facts = orphaned();
	facts.farness = 12;
	CHECK(told(&facts) == SCORE_READY - 12);
	CHECK(told(&facts) > SCORE_NEXT);
}

static void
who_is_nearer_comes_first_even_if_a_farther_one_is_ahead(void)
{
	struct score_facts facts = orphaned();

	/* Async, with more than the one of the rule has: none of it counts. */
	record.rules[0].groups[0].nmembers = 1;
	facts.world.candidates[1].position.lsn.bytes = 200;
	CHECK(told(&facts) == SCORE_NEXT);
	facts.others_farness[1] = 12;
	CHECK(told(&facts) == SCORE_READY);
}

static void
a_preference_for_a_zone_never_outweighs_a_refusal(void)
{
	struct score_facts facts = orphaned();

	/* n3 is in the rule, is far, and has what n2 lacks. */
	facts.others_farness[1] = 33;
	facts.world.candidates[1].position.lsn.bytes = 200;
	CHECK(is(&facts, SCORE_NONE,
	    "n2 may not be promoted: n3 holds a later log"));
}

static void
one_in_another_city_is_wanted_only_by_a_person(void)
{
	struct score_facts facts = orphaned();

	facts.world.candidates[0].remote = true;
	CHECK(is(&facts, SCORE_NONE,
	    "n2 may not be promoted: it is in another city, and nobody asked "
	    "for it"));
	facts.is_wanted = facts.world.is_wanted = true;
	CHECK(is(&facts, SCORE_WANTED, ""));
}

static void
a_primary_keeps_its_score_whatever_the_view(void)
{
	struct score_facts facts = healthy();

	facts.is_primary = true;
	facts.world.record = NULL;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
	facts.is_view_missing = true;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
}

static void
a_primary_that_does_not_answer_is_the_monitors_to_judge(void)
{
	struct score_facts facts = healthy();

	facts.answers = false;
	facts.was_primary = true;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
	facts.was_primary = false;
	CHECK(is(&facts, SCORE_NONE, "its database does not answer"));
}

static void
a_new_keeper_says_nothing_of_a_database_that_has_not_answered_it_yet(void)
{
	struct score_facts facts = healthy();

	facts.answers = false;
	facts.has_answered = false;
	CHECK(stays(&facts));
}

static void
what_is_brought_down_has_no_score(void)
{
	struct score_facts facts = healthy();

	facts.is_primary = true;
	facts.stands_down = true;
	CHECK(is(&facts, SCORE_NONE, "its database is being brought down"));
	facts.runs = false;
	CHECK(is(&facts, SCORE_NONE, "its database does not run"));
}

static void
a_new_keeper_does_not_take_a_database_for_dead_before_it_has_looked(void)
{
	struct score_facts facts = healthy();

	facts.runs = facts.answers = facts.has_answered = false;
	facts.is_looked_for = false;
	CHECK(stays(&facts));
	facts.is_looked_for = true;
	CHECK(is(&facts, SCORE_NONE, "its database does not run"));
}

static void
who_holds_a_grant_is_bid_for_like_a_primary(void)
{
	struct score_facts facts = orphaned();

	facts.has_grant = true;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
}

static void
what_must_be_built_has_no_score(void)
{
	struct score_facts facts = healthy();

	facts.needs_build = true;
	CHECK(
	    is(&facts, SCORE_NONE, "its data is incomplete, or cannot follow"));
}

static void
without_a_primary_the_one_behind_has_none_and_the_other_is_ready(void)
{
	struct score_facts facts = orphaned();

	CHECK(is(&facts, SCORE_READY, ""));
	facts.world.candidates[1].position.lsn.bytes = 101;
	CHECK(is(&facts, SCORE_NONE,
	    "n2 may not be promoted: n3 holds a later log"));
	facts.world.candidates[1].position.lsn.bytes = 99;
	CHECK(is(&facts, SCORE_READY, ""));
}

/* n3 is not in the rule, and has received more than anybody must have. */
static void
of_two_that_may_the_one_with_less_comes_next(void)
{
	struct score_facts facts = orphaned();

	record.rules[0].groups[0].nmembers = 1;
	facts.world.candidates[1].position.lsn.bytes = 101;
	CHECK(is(&facts, SCORE_NEXT, ""));
}

static void
nothing_is_said_until_all_have_looked(void)
{
	struct score_facts facts = orphaned();

	facts.is_unsettled = true;
	CHECK(stays(&facts));
}

static void
without_a_view_the_score_stays_for_a_while_only(void)
{
	struct score_facts facts = orphaned();

	facts.world.record = NULL;
	CHECK(stays(&facts));
	facts.is_view_missing = true;
	CHECK(is(&facts, SCORE_NONE,
	    "n2 may not be promoted: no view of the keepers is active"));
}

static void
who_was_brought_down_holds_back_while_another_may(void)
{
	struct score_facts facts = orphaned();

	facts.holds_back = true;
	CHECK(is(&facts, SCORE_NONE,
	    "it was the primary, and another may take over"));
	facts.world.candidates[1].building = true;
	facts.world.candidates[1].refusing = false;
	record.rules[0].groups[0].nmembers = 1;
	CHECK(is(&facts, SCORE_READY, ""));
}

static void
a_switchover_outbids_the_primary_but_not_the_rules(void)
{
	struct score_facts facts = healthy();

	facts.is_wanted = true;
	CHECK(is(&facts, SCORE_WANTED, ""));
	facts.world.candidates[0].position.lsn.bytes = 99;
	CHECK(is(&facts, SCORE_NONE,
	    "n2 may not be promoted: n3 holds a later log"));
	facts.is_forced = true;
	CHECK(is(&facts, SCORE_WANTED, ""));
}

static void
a_dead_primary_that_revives_keeps_its_score_until_the_others_yield(void)
{
	struct score_facts facts = healthy();

	facts.runs = facts.answers = facts.has_answered = false;
	facts.has_primary = false;
	facts.is_reviving = true;
	CHECK(stays(&facts));
	facts.others_yield = true;
	CHECK(is(&facts, SCORE_NONE, "its database does not run"));
}

static void
while_a_primary_revives_only_its_own_node_has_a_score(void)
{
	struct score_facts facts = orphaned();

	facts.is_revived_elsewhere = true;
	CHECK(is(&facts, SCORE_NONE,
	    "the primary died and is restarted in its place"));
	facts = orphaned();
	facts.holds_back = facts.is_reviving = true;
	CHECK(is(&facts, SCORE_READY, ""));
}

static void
a_primary_that_the_record_does_not_mean_loses_its_score(void)
{
	struct score_facts facts = healthy();

	facts.is_primary = true;
	facts.is_superseded = true;
	CHECK(
	    is(&facts, SCORE_NONE, "another is the primary, by a later grant"));
	facts.has_grant = true;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
}

/* n1 is the primary, n2 and n3 would be granted a promotion. */
static void
a_sick_primary_hands_over_only_to_one_that_is_sound(void)
{
	struct score_facts facts = healthy();

	facts.world.node = 1;
	facts.is_primary = facts.is_sick = true;
	CHECK(is(&facts, SCORE_SICK, ""));
	facts.others_sick[0] = true;
	CHECK(is(&facts, SCORE_SICK, ""));
	facts.others_sick[1] = true;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
	facts = healthy();
	facts.world.node = 1;
	facts.is_primary = facts.is_sick = true;
	facts.world.candidates[0].position.lsn.bytes = 0;
	facts.world.candidates[1].position.lsn.bytes = 0;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
}

/* n1 is the primary; n2 and n3 reach the one gateway. */
static void
a_primary_out_of_reach_hands_over_only_to_one_that_reaches_more(void)
{
	struct score_facts facts = healthy();

	facts.world.node = 1;
	facts.is_primary = true;
	facts.reach = (struct reach){ 1, 0 };
	facts.others_reach[0] = facts.others_reach[1] = (struct reach){ 1, 1 };
	CHECK(is(&facts, SCORE_PRIMARY, ""));
	facts.is_out_of_reach = true;
	CHECK(is(&facts, SCORE_SICK, ""));
	facts.others_sick[0] = true;
	facts.others_reach[1].nanswering = 0;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
	facts.others_sick[0] = false;
	facts.has_grant = true;
	CHECK(is(&facts, SCORE_PRIMARY, ""));
}

static void
a_standby_out_of_reach_leaves_it_to_one_that_reaches_more(void)
{
	struct score_facts facts = orphaned();

	facts.reach = (struct reach){ 2, 1 };
	facts.others_reach[1] = (struct reach){ 2, 2 };
	CHECK(
	    is(&facts, SCORE_NONE, "it reaches 1 of 2 gateways, and n3 more"));
	facts.others_sick[1] = true;
	CHECK(is(&facts, SCORE_READY, ""));
	facts.others_sick[1] = false;
	/* A gateway that answers nobody changes nothing. */
	facts.others_reach[1].nanswering = 1;
	CHECK(is(&facts, SCORE_READY, ""));
	/* One that nobody asks may be there or not. */
	facts.others_reach[1] = (struct reach){ 0, 0 };
	CHECK(is(&facts, SCORE_READY, ""));
	facts.others_reach[1] = (struct reach){ 2, 2 };
	facts.reach = (struct reach){ 0, 0 };
	CHECK(is(&facts, SCORE_READY, ""));
	/* Nor one that would be refused. */
	facts.reach = (struct reach){ 2, 1 };
	facts.world.candidates[1].position.lsn.bytes = 50;
	CHECK(is(&facts, SCORE_READY, ""));
}

static void
a_sick_standby_comes_last(void)
{
	struct score_facts facts = orphaned();

	facts.is_sick = true;
	CHECK(is(&facts, SCORE_SICK, ""));
}

/* Whatever is promoted by its score would be granted: over many worlds. */
static void
a_score_is_what_a_promotion_would_be_answered(void)
{
	for (unsigned seed = 0; seed < 20000; seed++) {
		struct score_facts facts = orphaned();
		struct score_verdict verdict;

		srand(seed);
		for (unsigned i = 0; i < 2; i++) {
			struct candidate *one = &facts.world.candidates[i];

			one->position.lsn.bytes = (uint64_t)(rand() % 3);
			one->building = rand() % 4 == 0;
			one->cascaded = rand() % 5 == 0;
			one->data.incarnation.id =
			    rand() % 6 == 0 ? 77 : one->data.incarnation.id;
		}
		record.rules[0].groups[0].k = 1 + (unsigned)rand() % 2;
		facts.has_primary = rand() % 2 == 0;
		facts.holds_back = rand() % 2 == 0;
		verdict = decide_score(&facts, name);
		if (verdict.score != SCORE_NONE)
			CHECK(decide_promotion(&facts.world).objection ==
			      PROMOTION_SAFE);
		else
			CHECK(verdict.why.text[0] != '\0');
	}
}

static enum score_kept
kept(const struct score_facts *facts)
{
	struct score_verdict verdict = decide_score(facts, name);

	return decide_score_kept(facts, &verdict);
}

static void
a_primary_alone_has_the_lasting_score(void)
{
	struct score_facts facts = healthy();

	CHECK(kept(&facts) == SCORE_KEPT_NOT);
	facts.is_primary = true;
	CHECK(kept(&facts) == SCORE_KEPT_HERE);
	facts.stands_down = true;
	CHECK(kept(&facts) == SCORE_KEPT_NOT);
	facts.stands_down = false;
	facts.is_superseded = true;
	CHECK(kept(&facts) == SCORE_KEPT_NOT);
	facts.is_superseded = false;
	facts.is_sick = true;
	CHECK(kept(&facts) == SCORE_KEPT_NOT);
	CHECK(SCORE_KEPT > SCORE_READY && SCORE_KEPT < SCORE_PRIMARY);
}

static void
a_primary_of_long_ago_loses_it_before_anybody_has_a_view(void)
{
	struct score_facts facts = orphaned();

	facts.world.record = NULL;
	CHECK(stays(&facts));
	CHECK(kept(&facts) == SCORE_KEPT_NOT);
	facts.runs = false;
	CHECK(kept(&facts) == SCORE_KEPT_NOT);
}

static void
the_lasting_score_is_left_alone_where_nothing_can_be_said(void)
{
	struct score_facts facts = healthy();

	facts.has_grant = true;
	CHECK(kept(&facts) == SCORE_KEPT_AS_IT_IS);
	facts = healthy();
	facts.is_looked_for = false;
	CHECK(kept(&facts) == SCORE_KEPT_AS_IT_IS);
	facts = healthy();
	facts.answers = false;
	facts.was_primary = true;
	CHECK(kept(&facts) == SCORE_KEPT_AS_IT_IS);
	facts.was_primary = false;
	CHECK(kept(&facts) == SCORE_KEPT_NOT);
	facts.has_answered = false;
	CHECK(kept(&facts) == SCORE_KEPT_AS_IT_IS);
	facts = healthy();
	facts.runs = false;
	facts.is_reviving = true;
	CHECK(kept(&facts) == SCORE_KEPT_AS_IT_IS);
	facts.is_reviving = false;
	CHECK(kept(&facts) == SCORE_KEPT_NOT);
}

CHECK_MAIN(a_standby_that_follows_is_ready,
    of_those_who_are_ready_the_nearer_is_wanted_with_and_without_a_primary,
    who_is_nearer_comes_first_even_if_a_farther_one_is_ahead,
    a_preference_for_a_zone_never_outweighs_a_refusal,
    one_in_another_city_is_wanted_only_by_a_person,
    a_primary_keeps_its_score_whatever_the_view,
    a_primary_that_does_not_answer_is_the_monitors_to_judge,
    a_new_keeper_says_nothing_of_a_database_that_has_not_answered_it_yet,
    a_new_keeper_does_not_take_a_database_for_dead_before_it_has_looked,
    who_holds_a_grant_is_bid_for_like_a_primary,
    what_is_brought_down_has_no_score, what_must_be_built_has_no_score,
    without_a_primary_the_one_behind_has_none_and_the_other_is_ready,
    of_two_that_may_the_one_with_less_comes_next,
    nothing_is_said_until_all_have_looked,
    without_a_view_the_score_stays_for_a_while_only,
    who_was_brought_down_holds_back_while_another_may,
    a_switchover_outbids_the_primary_but_not_the_rules,
    a_dead_primary_that_revives_keeps_its_score_until_the_others_yield,
    while_a_primary_revives_only_its_own_node_has_a_score,
    a_primary_that_the_record_does_not_mean_loses_its_score,
    a_sick_primary_hands_over_only_to_one_that_is_sound,
    a_primary_out_of_reach_hands_over_only_to_one_that_reaches_more,
    a_standby_out_of_reach_leaves_it_to_one_that_reaches_more,
    a_sick_standby_comes_last, a_score_is_what_a_promotion_would_be_answered,
    a_primary_alone_has_the_lasting_score,
    a_primary_of_long_ago_loses_it_before_anybody_has_a_view,
    the_lasting_score_is_left_alone_where_nothing_can_be_said)
