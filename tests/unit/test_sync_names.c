/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/sync_names.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static struct sync_rule
rule(const char *text)
{
	struct sync_rule value = { 0 };
	struct why why = { "" };

	CHECK(sync_names_parse(text, &value, &why));
	if (why.text[0] != '\0')
		printf("%s\n", why.text);
	return value;
}

static int
refuses(const char *text)
{
	struct sync_rule untouched = { .ngroups = 42 };
	struct why why = { "" };

	return !sync_names_parse(text, &untouched, &why) &&
	       untouched.ngroups == 42 && why.text[0] != '\0';
}

static void
no_names_are_no_rule(void)
{
	CHECK(rule("").ngroups == 0);
	CHECK(rule("  \t").ngroups == 0);
}

static void
a_plain_list_wants_one_of_them(void)
{
	struct sync_rule r = rule("a, b ,c-1.x");

	CHECK(r.ngroups == 1 && r.groups[0].k == 1);
	CHECK(r.groups[0].nmembers == 3);
	CHECK(strcmp(r.groups[0].members[2], "c-1.x") == 0);
	CHECK(rule("2").groups[0].nmembers == 1);
	CHECK(rule("2,a").groups[0].nmembers == 2);
}

static void
a_number_before_the_list_is_how_many(void)
{
	CHECK(rule("2 (a,b)").groups[0].k == 2);
	CHECK(rule("FIRST 1 (a,b)").groups[0].k == 1);
	CHECK(rule("ANY 2(a,b,c)").groups[0].k == 2);
	CHECK(rule("ANY 1 (\"a b\",\"c\"\"d\")").groups[0].nmembers == 2);
	/* In small letters they are names. */
	CHECK(rule("any,first").groups[0].nmembers == 2);
}

static void
several_groups_are_all_kept(void)
{
	struct sync_rule r = rule("ANY 1 (a,b), ANY 2 (c,d)");

	CHECK(r.ngroups == 2);
	CHECK(r.groups[1].k == 2 && sync_names_group_has(&r.groups[1], "d"));
}

static void
names_are_the_same_in_any_case(void)
{
	struct sync_rule r = rule("Node1");

	CHECK(sync_names_group_has(&r.groups[0], "node1"));
	CHECK(!sync_names_group_has(&r.groups[0], "node"));
}

static void
what_promises_nothing_sure_is_refused(void)
{
	CHECK(refuses("*"));
	CHECK(refuses("ANY 1 (a,*)"));
	CHECK(refuses("\"*\""));
	CHECK(refuses("2 (a,A)"));
	CHECK(refuses("3 (a,b)"));
	CHECK(refuses("0 (a)"));
	CHECK(refuses("99999999999 (a)"));
}

static void
what_the_server_would_refuse_is_refused(void)
{
	static const char *const texts[] = { ",", "a,", "a b", "ANY (a)",
		"ANY 1 a", "ANY 1 (a", "ANY 1 (a))", "ANY 1 ()", "ANY 1 (a),",
		"ANY 1 (a), b", "\"a", "a;b", "(a)", "\"\"", "1 (a), 1 (b)" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!refuses(texts[i])) {
			printf("%s\n", texts[i]);
			CHECK(0);
		}
}

static void
what_does_not_fit_is_refused_not_cut(void)
{
	char name[SYNC_NAME_MAX + 1];

	memset(name, 'x', sizeof(name) - 1);
	name[SYNC_NAME_MAX] = '\0';
	CHECK(refuses(name));
	name[SYNC_NAME_MAX - 1] = '\0';
	CHECK(strcmp(rule(name).groups[0].members[0], name) == 0);
	CHECK(refuses("a,b,c,d,e,f,g,h,i,j"));
	CHECK(rule("a,b,c,d,e,f,g,h,i").groups[0].nmembers == 9);
	CHECK(refuses("ANY 1 (a), ANY 1 (b), ANY 1 (c), ANY 1 (d), "
		      "ANY 1 (e)"));
}

CHECK_MAIN(no_names_are_no_rule, a_plain_list_wants_one_of_them,
    a_number_before_the_list_is_how_many, several_groups_are_all_kept,
    names_are_the_same_in_any_case, what_promises_nothing_sure_is_refused,
    what_the_server_would_refuse_is_refused,
    what_does_not_fit_is_refused_not_cut)
