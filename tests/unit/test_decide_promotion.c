/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_promotion.h"

#include <stdlib.h>
#include <string.h>

#include "cpg/keeper/decide_refusal.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static const char *
name(uint32_t node)
{
	static const char *const names[] = { "nobody", "n1", "n2", "n3" };

	return names[node];
}

static struct record record;

static struct rule
one_of_two(void)
{
	struct rule rule = { .owner = { 1, { 10 } }, .ngroups = 1 };

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ 2, { 20 } });
	rule_group_add(&rule.groups[0], (struct member){ 3, { 30 } });
	return rule;
}

/* n1 was primary by "1 of n2,n3" and is gone; n2 asks. Each case spoils it. */
static struct promotion_facts
after_a_crash(void)
{
	struct rule rule = one_of_two();

	memset(&record, 0, sizeof(record));
	record_grant(&record, &rule, 0);
	return (struct promotion_facts){
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
	};
}

static bool
objects(const struct promotion_facts *facts, enum promotion_objection objection,
    const char *sentence)
{
	struct promotion_verdict verdict = decide_promotion(facts);
	struct why why;

	decide_promotion_why(facts, &verdict, name, &why);
	if (strcmp(why.text, sentence) != 0)
		printf("it says: %s\n", why.text);
	return verdict.objection == objection &&
	       strcmp(why.text, sentence) == 0;
}

static void
a_standby_with_every_commit_may(void)
{
	struct promotion_facts facts = after_a_crash();

	CHECK(objects(
	    &facts, PROMOTION_SAFE, "n2 may be promoted: no commit is lost"));
}

static void
nobody_may_without_an_active_view(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.record = NULL;
	CHECK(objects(&facts, PROMOTION_NO_VIEW,
	    "n2 may not be promoted: no view of the keepers is active"));
}

static void
nobody_may_while_promotions_are_paused(void)
{
	struct promotion_facts facts = after_a_crash();

	record.held = true;
	CHECK(objects(&facts, PROMOTION_HELD,
	    "n2 may not be promoted: promotions are paused"));
}

static void
a_standby_behind_a_witness_may_not(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.candidates[1].position.lsn.bytes = 101;
	CHECK(objects(&facts, PROMOTION_IS_BEHIND,
	    "n2 may not be promoted: n3 holds a later log"));
	facts.node = 3;
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
}

static void
a_later_term_counts_more_than_a_later_byte(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.candidates[1].position = (struct position){ 2, { 50 } };
	CHECK(decide_promotion(&facts).objection == PROMOTION_IS_BEHIND);
}

static void
a_witness_that_does_not_refuse_does_not_count(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.candidates[1].refusing = false;
	CHECK(objects(&facts, PROMOTION_TOO_FEW,
	    "n2 may not be promoted: of those who may hold commits of n1, "
	    "1 refuse it and 2 must; n3 does not"));
}

static void
data_built_anew_does_not_count(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.candidates[1].data.incarnation.id = 31;
	CHECK(decide_promotion(&facts).objection == PROMOTION_TOO_FEW);
	facts.candidates[1].data.incarnation.id = 30;
	facts.candidates[1].building = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_TOO_FEW);
}

static void
the_candidate_itself_must_refuse(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.candidates[0].refusing = false;
	CHECK(objects(&facts, PROMOTION_NOT_REFUSING,
	    "n2 may not be promoted: it may still receive from a primary"));
}

static void
the_old_primary_may_always_come_back(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.node = 1;
	facts.ncandidates = 1;
	facts.candidates[0] = (struct candidate){ .data = { 1, { 10 } },
		.refusing = true,
		.position = { 1, { 1 } } };
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.candidates[0].data.incarnation.id = 11;
	CHECK(decide_promotion(&facts).objection == PROMOTION_TOO_FEW);
}

/* Rule (0): what was acknowledged alone, its primary alone can vouch for. */
static struct promotion_facts
acknowledged_alone(void)
{
	struct promotion_facts facts = after_a_crash();
	struct rule rule = { .owner = { 1, { 10 } } };

	record_add_rule(&record, &rule);
	record_keep_last_rule(&record);
	facts.candidates[1] = (struct candidate){ .data = { 1, { 10 } },
		.position = { 1, { 100 } } };
	return facts;
}

static void
a_switchover_needs_the_old_primary_as_standby(void)
{
	struct promotion_facts facts = acknowledged_alone();

	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.candidates[1].is_primary = true;
	CHECK(objects(&facts, PROMOTION_OWNER_ONLY,
	    "n2 may not be promoted: n1 acknowledged commits alone, and is "
	    "not here as a standby"));
	facts.candidates[1].is_primary = false;
	facts.candidates[1].has_grant = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_OWNER_ONLY);
	facts.candidates[1].has_grant = false;
	facts.candidates[1].position.lsn.bytes++;
	CHECK(decide_promotion(&facts).objection == PROMOTION_OWNER_ONLY);
}

static void
every_rule_must_be_answered(void)
{
	struct promotion_facts facts = after_a_crash();
	struct rule rule = { .owner = { 3, { 30 } }, .ngroups = 1 };

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ 1, { 10 } });
	record_add_rule(&record, &rule);
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.candidates[1].is_primary = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_TOO_FEW);
}

static void
one_group_of_a_rule_is_enough(void)
{
	struct promotion_facts facts = after_a_crash();

	record.rules[0].ngroups = 2;
	record.rules[0].groups[1] = (struct rule_group){
		.k = 1, .nmembers = 1, .members = { { 4, { 40 } } }
	};
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.candidates[1].refusing = false;
	CHECK(decide_promotion(&facts).objection == PROMOTION_TOO_FEW);
}

static void
the_first_promotion_hears_everybody(void)
{
	struct promotion_facts facts = after_a_crash();

	memset(&record, 0, sizeof(record));
	CHECK(objects(&facts, PROMOTION_FIRST_NEEDS_ALL,
	    "n2 may not be promoted: 2 of 3 databases have reported, and the "
	    "first promotion needs all"));
	facts.ndatabases = 2;
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.candidates[1].position.lsn.bytes++;
	CHECK(objects(&facts, PROMOTION_FIRST_IS_BEHIND,
	    "n2 may not be promoted: n3 holds a later log"));
}

static void
a_full_record_stops_promotions(void)
{
	struct promotion_facts facts = after_a_crash();

	record.nrules = RECORD_RULES_MAX;
	CHECK(decide_promotion(&facts).objection == PROMOTION_NO_ROOM);
}

/* The invariant: who may be promoted has what any k of S may have had. */
static void
whoever_may_has_the_latest_log_of_any_k(void)
{
	srandom(1);
	for (int i = 0; i < 20000; i++) {
		struct promotion_facts facts = after_a_crash();
		struct candidate *two = &facts.candidates[0];
		struct candidate *three = &facts.candidates[1];

		record.rules[0].groups[0].k = 1 + (unsigned)random() % 2;
		two->position.lsn.bytes = 1 + (uint64_t)random() % 3;
		three->position.lsn.bytes = 1 + (uint64_t)random() % 3;
		three->refusing = random() % 2;
		if (decide_promotion(&facts).objection != PROMOTION_SAFE)
			continue;
		if (record.rules[0].groups[0].k == 1)
			CHECK(three->refusing && two->position.lsn.bytes >=
						     three->position.lsn.bytes);
	}
}

static void
a_refusal_stays_while_it_is_counted_on(void)
{
	struct refusal_facts facts = { .record = &record, .own_term = 1 };

	memset(&record, 0, sizeof(record));
	record.view = 5;
	record.term = 1;
	CHECK(decide_refusal(&facts) == REFUSAL_ENDS);
	facts.asked_in_view = 5;
	facts.asked_at_term = 1;
	CHECK(decide_refusal(&facts) == REFUSAL_STAYS);
	facts.is_over = true;
	CHECK(decide_refusal(&facts) == REFUSAL_ENDS);
	facts.is_over = false;
	record.term = 2;
	CHECK(decide_refusal(&facts) == REFUSAL_FOLLOWS);
	facts.own_term = 2;
	CHECK(decide_refusal(&facts) == REFUSAL_ENDS);
	facts.record = NULL;
	CHECK(decide_refusal(&facts) == REFUSAL_STAYS);
}

static void
refusals_asked_for_in_another_state_of_the_record_are_none(void)
{
	struct promotion_facts facts = after_a_crash();

	CHECK(decide_refusal_is_held(&record, record.view, record.term));
	CHECK(!decide_refusal_is_held(&record, record.view + 1, record.term));
	CHECK(!decide_refusal_is_held(&record, record.view, record.term + 1));
	facts.is_outdated = true;
	CHECK(objects(&facts, PROMOTION_ASKED_BEFORE,
	    "n2 may not be promoted: another was granted a term since the "
	    "others were asked to refuse"));
}

static void
a_grant_is_open_until_the_server_knows_its_term(void)
{
	struct member primary = { 1, { 10 } }, anew = { 1, { 11 } },
		      other = { 2, { 20 } };

	after_a_crash();
	CHECK(decide_promotion_is_untaken(&record, &primary, 0));
	CHECK(!decide_promotion_is_untaken(&record, &primary, record.term));
	CHECK(!decide_promotion_is_untaken(&record, &anew, 0));
	CHECK(!decide_promotion_is_untaken(&record, &other, 0));
}

static void
after_one_failover_of_lite_mode_only_a_person_or_the_primary_itself_goes_on(
    void)
{
	struct promotion_facts facts = after_a_crash();

	record.spent = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.is_lite = true;
	CHECK(objects(&facts, PROMOTION_SPENT,
	    "n2 may not be promoted: one failover was made, and in lite mode "
	    "further ones wait for gaussha rearm"));
	facts.is_wanted = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.is_wanted = false;
	facts.candidates[0].is_primary = true;
	CHECK(decide_promotion(&facts).objection != PROMOTION_SPENT);
	facts.candidates[0].is_primary = false;
	record.primary = (struct member){ 2, { 20 } };
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
}

static void
one_in_another_city_is_promoted_when_a_person_wants_it_and_it_is_safe(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.candidates[0].remote = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_REMOTE);
	facts.is_wanted = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
	facts.candidates[1].position.lsn.bytes = 200;
	CHECK(decide_promotion(&facts).objection == PROMOTION_IS_BEHIND);
}

static void
who_must_have_a_watchdog_and_has_none_is_not_promoted_and_says_why(void)
{
	struct promotion_facts facts = after_a_crash();

	facts.candidates[0].unguarded = true;
	CHECK(objects(&facts, PROMOTION_UNGUARDED,
	    "n2 may not be promoted: no watchdog works there, and lease=soft "
	    "was not chosen"));
	facts.unguarded = "there is no watchdog /dev/watchdog";
	CHECK(objects(&facts, PROMOTION_UNGUARDED,
	    "n2 may not be promoted: there is no watchdog /dev/watchdog, and "
	    "lease=soft was not chosen"));
	/* Not by force either; but whoever serves goes on. */
	facts.is_forced = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_UNGUARDED);
	facts.candidates[0].is_primary = true;
	CHECK(decide_promotion(&facts).objection == PROMOTION_SAFE);
}

CHECK_MAIN(who_must_have_a_watchdog_and_has_none_is_not_promoted_and_says_why,
    after_one_failover_of_lite_mode_only_a_person_or_the_primary_itself_goes_on,
    one_in_another_city_is_promoted_when_a_person_wants_it_and_it_is_safe,
    a_standby_with_every_commit_may, nobody_may_without_an_active_view,
    nobody_may_while_promotions_are_paused, a_standby_behind_a_witness_may_not,
    a_later_term_counts_more_than_a_later_byte,
    a_witness_that_does_not_refuse_does_not_count,
    data_built_anew_does_not_count, the_candidate_itself_must_refuse,
    the_old_primary_may_always_come_back,
    a_switchover_needs_the_old_primary_as_standby, every_rule_must_be_answered,
    one_group_of_a_rule_is_enough, the_first_promotion_hears_everybody,
    a_full_record_stops_promotions, whoever_may_has_the_latest_log_of_any_k,
    a_refusal_stays_while_it_is_counted_on,
    refusals_asked_for_in_another_state_of_the_record_are_none,
    a_grant_is_open_until_the_server_knows_its_term)
