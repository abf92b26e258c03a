/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_relief.h"

#include <string.h>

#include "cpg/keeper/decide_build.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static const char *
name(uint32_t node)
{
	static const char *const names[] = { "nobody", "n1", "n2", "n3" };

	return names[node];
}

static struct member
data_of(uint32_t node)
{
	return (struct member){ node, { node * 10 } };
}

static struct rule
one_of(uint32_t owner, uint32_t a, uint32_t b)
{
	struct rule rule = { .owner = data_of(owner), .ngroups = 1 };

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], data_of(a));
	rule_group_add(&rule.groups[0], data_of(b));
	return rule;
}

static struct record record;

/* n1 failed, n2 is primary, n1 is back and must be rebuilt, n3 is away. */
static struct relief_facts
facts_of_n2(void)
{
	struct rule old = one_of(1, 2, 3), new = one_of(2, 1, 3);

	memset(&record, 0, sizeof(record));
	record_grant(&record, &old, 0);
	record_grant(&record, &new, 0);
	return (struct relief_facts){ .record = &record,
		.short_ms = 10000,
		.nwanting = 1,
		.wanting = { data_of(1) } };
}

static bool
may_build(uint32_t node)
{
	struct build_facts facts = { .record = &record,
		.data = data_of(node),
		.source = data_of(2),
		.refusal = REFUSAL_ENDS };

	return decide_build(&facts, name, NULL);
}

static void
who_must_be_rebuilt_and_is_all_there_is_ends_the_waiting(void)
{
	struct relief_facts facts = facts_of_n2();
	struct why why;

	CHECK(!may_build(1));
	CHECK(decide_relief(&facts, name, &why));
	CHECK(strcmp(why.text, "n1 must be rebuilt before any commit returns: "
			       "until then everything rests on n2 alone") == 0);
	record_rest_on_owner(&record);
	CHECK(may_build(1));
	CHECK(!decide_relief(&facts, name, &why));
}

/* Neither rule goes before the other's data does: of two nodes, for ever. */
static void
two_rules_that_count_on_each_other_s_data_are_no_deadlock(void)
{
	struct relief_facts facts = facts_of_n2();
	struct rule old = one_of(1, 2, 2), new = one_of(2, 1, 1);
	struct why why;

	memset(&record, 0, sizeof(record));
	record_grant(&record, &old, 0);
	record_grant(&record, &new, 0);
	CHECK(decide_relief(&facts, name, &why));
	record_rest_on_owner(&record);
	CHECK(may_build(1) && rule_equal(record_last_rule(&record), &new));
}

static void
a_moment_without_standbys_ends_nothing(void)
{
	struct relief_facts facts = facts_of_n2();
	struct why why;

	facts.short_ms = 9999;
	CHECK(!decide_relief(&facts, name, &why));
}

static void
who_may_be_rebuilt_needs_no_relief(void)
{
	struct relief_facts facts = facts_of_n2();
	struct why why;

	facts.wanting[0].incarnation.id = 77;
	CHECK(!decide_relief(&facts, name, &why));
	facts.nwanting = 0;
	CHECK(!decide_relief(&facts, name, &why));
	facts = facts_of_n2();
	record_keep_last_rule(&record);
	CHECK(!decide_relief(&facts, name, &why));
}

/* Of what is half built nobody knows which data it was. */
static void
unknown_data_may_be_any(void)
{
	struct relief_facts facts = facts_of_n2();
	struct why why;

	facts.wanting[0].incarnation.id = 0;
	CHECK(decide_relief(&facts, name, &why));
}

CHECK_MAIN(who_must_be_rebuilt_and_is_all_there_is_ends_the_waiting,
    two_rules_that_count_on_each_other_s_data_are_no_deadlock,
    a_moment_without_standbys_ends_nothing, who_may_be_rebuilt_needs_no_relief,
    unknown_data_may_be_any)
