/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_lite_rule.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static struct why why;

/* n1 is the primary; the keepers know n2 as well. */
static struct rule
meaning(const char *names, bool has_gap)
{
	struct lite_facts facts = {
		.primary = { 1, { 10 } },
		.names = names,
		.has_gap = has_gap,
		.own_name = "n1",
		.nstandbys = 1,
		.standbys = { { "n2", { 2, { 20 } } } },
	};
	struct rule rule = decide_lite_rule(&facts, &why);

	CHECK(rule_is_sound(&rule));
	return rule;
}

static void
one_of_the_standby_is_a_rule_of_it_alone(void)
{
	struct rule rule = meaning("ANY 1 (n2)", false);

	CHECK(rule.ngroups == 1 && rule.groups[0].k == 1);
	CHECK(rule.groups[0].nmembers == 1 && rule_names(&rule, 2));
	CHECK(why.text[0] == '\0');
	rule = meaning("N2", false);
	CHECK(rule.ngroups == 1 && rule_names(&rule, 2));
}

static void
the_primary_itself_is_not_counted(void)
{
	struct rule rule = meaning("FIRST 1 (n1,n2)", false);

	CHECK(rule.groups[0].nmembers == 1 && rule.groups[0].k == 1);
	rule = meaning("ANY 2 (n1,n2)", false);
	CHECK(rule.groups[0].nmembers == 1 && rule.groups[0].k == 1);
}

static void
a_name_that_no_keeper_knows_is_one_that_is_never_heard(void)
{
	struct rule rule = meaning("ANY 1 (n2,dn3)", false);

	CHECK(rule.groups[0].nmembers == 2 && rule.groups[0].k == 1);
	CHECK(rule_group_overlap(&rule.groups[0]) == 2);
}

static void
names_that_promise_nothing_make_a_rule_that_asks_nobody(void)
{
	CHECK(meaning("", false).ngroups == 0 && why.text[0] != '\0');
	CHECK(meaning("*", false).ngroups == 0 && why.text[0] != '\0');
	CHECK(meaning("n1", false).ngroups == 0 && why.text[0] != '\0');
	CHECK(meaning("ANY 1 (", false).ngroups == 0 && why.text[0] != '\0');
	CHECK(meaning("ANY 1 (n2)", true).ngroups == 0 && why.text[0] != '\0');
}

static void
groups_stay_groups(void)
{
	struct rule rule = meaning("ANY 1 (n2), ANY 1 (x,y)", false);

	CHECK(rule.ngroups == 2 && rule.groups[1].nmembers == 2);
	CHECK(rule.groups[1].members[0].node != rule.groups[1].members[1].node);
}

CHECK_MAIN(one_of_the_standby_is_a_rule_of_it_alone,
    the_primary_itself_is_not_counted,
    a_name_that_no_keeper_knows_is_one_that_is_never_heard,
    names_that_promise_nothing_make_a_rule_that_asks_nobody, groups_stay_groups)
