/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/record.h"

#include <string.h>

#include "tests/unit/check.h"

static struct rule
one_of(uint32_t owner, uint32_t a, uint32_t b)
{
	struct rule rule = { .owner = { owner, { owner * 100u } },
		.ngroups = 1 };

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ a, { a * 100u } });
	rule_group_add(&rule.groups[0], (struct member){ b, { b * 100u } });
	return rule;
}

static void
members_are_kept_in_order_and_only_once(void)
{
	struct rule_group group = { .k = 1 };

	CHECK(rule_group_add(&group, (struct member){ 3, { 30 } }));
	CHECK(rule_group_add(&group, (struct member){ 1, { 10 } }));
	CHECK(!rule_group_add(&group, (struct member){ 3, { 31 } }));
	CHECK(group.nmembers == 2 && group.members[0].node == 1);
	CHECK(rule_group_find(&group, 3)->incarnation.id == 30);
	CHECK(rule_group_find(&group, 2) == NULL);
}

static void
the_overlap_is_what_any_k_must_meet(void)
{
	struct rule_group group = { .k = 2, .nmembers = 3 };

	CHECK(rule_group_overlap(&group) == 2);
	group.k = 3;
	CHECK(rule_group_overlap(&group) == 1);
}

static void
unknown_data_equals_nothing(void)
{
	struct member a = { 1, { 0 } }, b = { 1, { 7 } }, c = { 1, { 7 } };

	CHECK(!rule_same_data(&a, &a));
	CHECK(!rule_same_data(&a, &b));
	CHECK(rule_same_data(&b, &c));
	c.incarnation.id = 8;
	CHECK(!rule_same_data(&b, &c));
}

static void
a_rule_that_makes_no_sense_is_refused(void)
{
	struct record record = { 0 };
	struct rule rule = one_of(1, 2, 3);

	rule.groups[0].k = 3;
	CHECK(!record_add_rule(&record, &rule));
	rule = one_of(1, 1, 3);
	CHECK(!record_add_rule(&record, &rule));
	rule = one_of(1, 2, 3);
	rule.groups[0].members[1].incarnation.id = 0;
	CHECK(!record_add_rule(&record, &rule));
	rule.ngroups = 0;
	CHECK(record_add_rule(&record, &rule));
}

static void
a_rule_that_comes_again_moves_to_the_end(void)
{
	struct record record = { 0 };
	struct rule a = one_of(1, 2, 3), b = one_of(2, 1, 3);

	CHECK(record_add_rule(&record, &a));
	CHECK(record_add_rule(&record, &b));
	CHECK(record_add_rule(&record, &a));
	CHECK(record.nrules == 2);
	CHECK(rule_equal(record_last_rule(&record), &a));
	CHECK(rule_equal(&record.rules[0], &b));
}

static void
a_full_record_forgets_nothing(void)
{
	struct record record = { 0 }, before;
	struct rule rule = one_of(1, 2, 3);

	for (unsigned i = 0; i < RECORD_RULES_MAX; i++) {
		rule.owner.incarnation.id = 100 + i;
		CHECK(record_add_rule(&record, &rule));
	}
	before = record;
	rule.owner.incarnation.id = 1;
	CHECK(!record_add_rule(&record, &rule));
	CHECK(!record_grant(&record, &rule, 0));
	CHECK(record_equal(&record, &before));
	rule.owner.incarnation.id = 100;
	CHECK(record_add_rule(&record, &rule));
}

static void
a_grant_adds_its_rule_and_exceeds_every_term(void)
{
	struct record record = { .term = 4 };
	struct rule a = one_of(1, 2, 3), b = one_of(2, 1, 3);

	CHECK(record_grant(&record, &a, 0) && record.term == 5);
	CHECK(record_grant(&record, &b, 9) && record.term == 10);
	CHECK(record.nrules == 2);
	CHECK(record_is_primary(&record, &b.owner));
	CHECK(!record_is_primary(&record, &a.owner));
	record_keep_last_rule(&record);
	CHECK(record.nrules == 1 && rule_equal(&record.rules[0], &b));
	record.term = UINT64_MAX;
	CHECK(!record_grant(&record, &a, 0));
}

static void
the_rules_of_others_go_for_one_that_asks_nobody(void)
{
	struct record record = { 0 }, before;
	struct rule a = one_of(1, 2, 3), b = one_of(2, 1, 3),
		    c = one_of(2, 3, 3);

	record_rest_on_owner(&record);
	CHECK(record.nrules == 0);
	record_grant(&record, &a, 0);
	record_grant(&record, &b, 0);
	record_add_rule(&record, &c);
	record_rest_on_owner(&record);
	CHECK(record.nrules == 3 && record.term == 2);
	CHECK(rule_same_data(&record.rules[0].owner, &b.owner));
	CHECK(record.rules[0].ngroups == 0);
	CHECK(rule_equal(&record.rules[1], &b));
	CHECK(rule_equal(record_last_rule(&record), &c));
	before = record;
	record_rest_on_owner(&record);
	CHECK(record_equal(&record, &before));
}

static void
a_full_record_comes_to_rest_on_its_owner_alone(void)
{
	struct record record = { 0 };
	struct rule a = one_of(1, 2, 3), b = one_of(2, 1, 3);

	record_rest_on_owner_alone(&record);
	CHECK(record.nrules == 0);
	record_grant(&record, &a, 0);
	record_grant(&record, &b, 0);
	record_rest_on_owner_alone(&record);
	CHECK(record.nrules == 1 && record.term == 2);
	CHECK(record_last_rule(&record)->ngroups == 0);
	CHECK(rule_same_data(&record.rules[0].owner, &b.owner));
	CHECK(record_add_rule(&record, &b) && record.nrules == 2);
}

static void
the_view_counts_more_than_the_update(void)
{
	struct record a = { .view = 2, .seq = 9 }, b = { .view = 3 };

	CHECK(record_cmp(&a, &b) < 0);
	b.view = 2;
	CHECK(record_cmp(&a, &b) > 0);
	b.seq = 9;
	CHECK(record_cmp(&a, &b) == 0);
}

CHECK_MAIN(members_are_kept_in_order_and_only_once,
    the_overlap_is_what_any_k_must_meet, unknown_data_equals_nothing,
    a_rule_that_makes_no_sense_is_refused,
    a_rule_that_comes_again_moves_to_the_end, a_full_record_forgets_nothing,
    a_grant_adds_its_rule_and_exceeds_every_term,
    the_rules_of_others_go_for_one_that_asks_nobody,
    a_full_record_comes_to_rest_on_its_owner_alone,
    the_view_counts_more_than_the_update)
