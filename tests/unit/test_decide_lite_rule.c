/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_lite_rule.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static struct why why;

/* n1 is the primary; the keepers know n2 as well, which streams. */
static struct lite_facts
facts_of(const char *names)
{
	return (struct lite_facts){
		.primary = { 1, { 10 } },
		.names = names,
		.own_name = "n1",
		.nstandbys = 1,
		.standbys = { { "n2", { 2, { 20 } }, "10.0.0.2" } },
		.nsenders = 1,
		.senders = { { "n2", "10.0.0.2" } },
	};
}

static struct rule
decide(const struct lite_facts *facts)
{
	struct rule rule = decide_lite_rule(facts, &why);

	CHECK(rule_is_sound(&rule));
	return rule;
}

static struct rule
meaning(const char *names, bool has_gap)
{
	struct lite_facts facts = facts_of(names);

	facts.has_gap = has_gap;
	return decide(&facts);
}

/* So many must be heard, and n2 is one of them. */
static unsigned
needed(const struct rule *rule)
{
	CHECK(rule->ngroups == 1 && rule_names(rule, 2));
	return rule_group_overlap(&rule->groups[0]);
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

static void
a_second_stream_of_the_same_name_may_have_acknowledged_in_its_stead(void)
{
	struct lite_facts facts = facts_of("ANY 1 (n2)");
	struct rule rule;

	facts.senders[facts.nsenders++] = (struct lite_sender){ "N2", "" };
	rule = decide(&facts);
	CHECK(needed(&rule) == 2 && why.text[0] != '\0');
}

static void
a_stream_of_its_name_from_elsewhere_is_another_standby(void)
{
	struct lite_facts facts = facts_of("ANY 1 (n2)");
	struct rule rule;

	facts.senders[0].address = "10.0.0.3";
	rule = decide(&facts);
	CHECK(needed(&rule) == 2);
	CHECK(strcmp(why.text,
		  "another standby, at 10.0.0.3, calls itself n2 as well: give "
		  "it another application_name") == 0);
	/* Where one of both is not known, the name has to do. */
	facts.senders[0].address = "";
	rule = decide(&facts);
	CHECK(needed(&rule) == 1 && why.text[0] == '\0');
	facts.senders[0].address = "10.0.0.3";
	facts.standbys[0].address = "";
	rule = decide(&facts);
	CHECK(needed(&rule) == 1 && why.text[0] == '\0');
}

static void
a_standby_with_the_primarys_own_name_is_counted(void)
{
	struct lite_facts facts = facts_of("ANY 1 (n1,n2)");
	struct rule rule = decide(&facts);

	CHECK(needed(&rule) == 1);
	facts.senders[facts.nsenders++] =
	    (struct lite_sender){ "n1", "10.0.0.3" };
	rule = decide(&facts);
	CHECK(needed(&rule) == 2 && why.text[0] != '\0');
	facts.names = "n1";
	rule = decide(&facts);
	CHECK(rule.ngroups == 1 && !rule_names(&rule, 2));
}

static void
of_two_databases_with_one_name_neither_can_answer_alone(void)
{
	struct lite_facts facts = facts_of("ANY 1 (n2)");
	struct rule rule;

	facts.standbys[facts.nstandbys++] =
	    (struct lite_standby){ "n2", { 3, { 30 } }, "10.0.0.3" };
	rule = decide(&facts);
	CHECK(needed(&rule) == 2);
}

/* Whoever has no place in a rule is not left out of it. */
static void
more_bearers_than_a_rule_has_room_for_ask_nobody(void)
{
	struct lite_facts facts = facts_of("ANY 1 (n2,a,b,c,d,e,f,g,h)");
	struct rule rule = decide(&facts);

	CHECK(needed(&rule) == 9);
	facts.senders[0].address = "10.0.0.3";
	CHECK(decide(&facts).ngroups == 0 && why.text[0] != '\0');
}

CHECK_MAIN(one_of_the_standby_is_a_rule_of_it_alone,
    a_second_stream_of_the_same_name_may_have_acknowledged_in_its_stead,
    a_stream_of_its_name_from_elsewhere_is_another_standby,
    a_standby_with_the_primarys_own_name_is_counted,
    of_two_databases_with_one_name_neither_can_answer_alone,
    more_bearers_than_a_rule_has_room_for_ask_nobody,
    the_primary_itself_is_not_counted,
    a_name_that_no_keeper_knows_is_one_that_is_never_heard,
    names_that_promise_nothing_make_a_rule_that_asks_nobody, groups_stay_groups)
