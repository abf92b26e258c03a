/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_build.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static const char *
name(uint32_t node)
{
	static const char *const names[] = { "nobody", "n1", "n2", "n3" };

	return names[node];
}

static struct record record;

static void
add_rule(uint32_t owner, uint32_t a, uint32_t b)
{
	struct rule rule = { .owner = { owner, { owner * 10 } }, .ngroups = 1 };

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ a, { a * 10 } });
	rule_group_add(&rule.groups[0], (struct member){ b, { b * 10 } });
	record_grant(&record, &rule, 0);
}

/* n2 is primary by "1 of n1,n3", n3 is to be rebuilt from it. */
static struct build_facts
facts_of_n3(void)
{
	memset(&record, 0, sizeof(record));
	add_rule(2, 1, 3);
	return (struct build_facts){ .record = &record,
		.data = { 3, { 30 } },
		.source = { 2, { 20 } },
		.refusal = REFUSAL_ENDS };
}

static bool
refused(const struct build_facts *facts, const char *words)
{
	struct why why = { "" };

	return !decide_build(facts, name, &why) &&
	       strstr(why.text, words) != NULL;
}

static void
from_the_owner_of_the_only_rule_nothing_is_lost(void)
{
	struct build_facts facts = facts_of_n3();

	CHECK(decide_build(&facts, name, NULL));
}

static void
a_member_of_an_old_rule_waits(void)
{
	struct build_facts facts = facts_of_n3();

	memset(&record, 0, sizeof(record));
	add_rule(1, 2, 3);
	add_rule(2, 1, 3);
	CHECK(refused(&facts, "commits of n1 may rest on the data"));
	record_keep_last_rule(&record);
	CHECK(decide_build(&facts, name, NULL));
}

/*
 * A standby that was ahead of the one that was promoted cannot follow it, and
 * is all that the new rule has: without a rebuild no barrier would ever be
 * passed, and no old rule would ever go.
 */
static void
a_member_of_the_new_primary_s_rule_alone_is_built_beside_old_rules(void)
{
	struct build_facts facts = facts_of_n3();

	memset(&record, 0, sizeof(record));
	add_rule(1, 2, 2);
	add_rule(2, 3, 3);
	CHECK(decide_build(&facts, name, NULL));
	facts.source = (struct member){ 1, { 10 } };
	CHECK(refused(&facts, "commits of n2"));
	facts.source = (struct member){ 2, { 21 } };
	CHECK(refused(&facts, "commits of n2"));
}

static void
an_earlier_rule_of_a_primary_that_is_none_allows_nothing(void)
{
	struct build_facts facts = facts_of_n3();

	memset(&record, 0, sizeof(record));
	add_rule(2, 3, 3);
	add_rule(1, 2, 2);
	CHECK(refused(&facts, "commits of n2"));
}

static void
an_old_primary_waits_until_its_rule_is_gone(void)
{
	struct build_facts facts = facts_of_n3();

	facts.data = (struct member){ 1, { 10 } };
	memset(&record, 0, sizeof(record));
	add_rule(1, 2, 3);
	add_rule(2, 3, 1);
	CHECK(refused(&facts, "commits of n1"));
}

static void
data_that_no_rule_names_may_go(void)
{
	struct build_facts facts = facts_of_n3();

	facts.data.incarnation.id = 77;
	add_rule(2, 1, 3);
	CHECK(decide_build(&facts, name, NULL));
}

static void
unknown_data_may_be_any(void)
{
	struct build_facts facts = facts_of_n3();

	facts.data.incarnation.id = 0;
	facts.source.incarnation.id = 77;
	CHECK(refused(&facts, "commits of n2"));
}

static void
data_whose_refusal_is_counted_on_stays(void)
{
	struct build_facts facts = facts_of_n3();

	facts.refusal = REFUSAL_STAYS;
	CHECK(refused(&facts, "a candidate counts on it"));
	facts.refusal = REFUSAL_FOLLOWS;
	CHECK(decide_build(&facts, name, NULL));
}

static void
nothing_is_built_without_a_view_or_a_primary(void)
{
	struct build_facts facts = facts_of_n3();

	facts.source.node = 0;
	CHECK(refused(&facts, "no primary"));
	facts = facts_of_n3();
	facts.record = NULL;
	CHECK(refused(&facts, "no view"));
}

CHECK_MAIN(from_the_owner_of_the_only_rule_nothing_is_lost,
    a_member_of_an_old_rule_waits,
    a_member_of_the_new_primary_s_rule_alone_is_built_beside_old_rules,
    an_earlier_rule_of_a_primary_that_is_none_allows_nothing,
    an_old_primary_waits_until_its_rule_is_gone, data_that_no_rule_names_may_go,
    unknown_data_may_be_any, data_whose_refusal_is_counted_on_stays,
    nothing_is_built_without_a_view_or_a_primary)
