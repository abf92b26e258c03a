/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/names_text.h"

#include <string.h>

#include "cpg/keeper/board.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static struct board board;
static char names[HAND_NAMES_MAX];

static void
post(uint32_t node, const char *application_name)
{
	struct report report = { .node = node };

	strcpy(report.application_name, application_name);
	CHECK(board_post(&board, &report, (struct moment){ 1 }));
}

static void
begin(void)
{
	static const uint32_t nodes[] = { 1, 2, 3, 4 };

	board_init(&board);
	board_regroup(&board, nodes, 4);
	post(1, "dn_1");
	post(2, "dn_2");
	post(3, "dn_3");
}

static struct rule
rule_of(unsigned k, uint32_t first, uint32_t last)
{
	struct rule rule;

	memset(&rule, 0, sizeof(rule));
	rule.owner = (struct member){ 1, { 1 } };
	rule.ngroups = 1;
	rule.groups[0].k = k;
	for (uint32_t node = first; node <= last; node++)
		rule_group_add(
		    &rule.groups[0], (struct member){ node, { node } });
	return rule;
}

static void
a_rule_is_written_as_the_server_reads_it(void)
{
	struct rule rule = rule_of(1, 2, 3);

	begin();
	CHECK(names_text_of_rule(&rule, &board, names, NULL));
	CHECK(strcmp(names, "ANY 1 (dn_2,dn_3)") == 0);
	rule.ngroups = 2;
	rule.groups[1] = rule.groups[0];
	rule.groups[1].k = 2;
	CHECK(names_text_of_rule(&rule, &board, names, NULL));
	CHECK(strcmp(names, "ANY 1 (dn_2,dn_3),ANY 2 (dn_2,dn_3)") == 0);
	rule.ngroups = 0;
	CHECK(names_text_of_rule(&rule, &board, names, NULL));
	CHECK(names[0] == '\0');
}

static void
a_name_that_is_no_plain_word_is_quoted(void)
{
	struct rule rule = rule_of(1, 2, 3);

	begin();
	post(2, "dn-2");
	post(3, "Any");
	CHECK(names_text_of_rule(&rule, &board, names, NULL));
	CHECK(strcmp(names, "ANY 1 (\"dn-2\",\"Any\")") == 0);
	post(2, "any");
	post(3, "3rd");
	CHECK(names_text_of_rule(&rule, &board, names, NULL));
	CHECK(strcmp(names, "ANY 1 (\"any\",\"3rd\")") == 0);
	post(2, "a\"b");
	CHECK(!names_text_of_rule(&rule, &board, names, NULL));
}

static void
a_name_that_is_unknown_or_shared_makes_no_text(void)
{
	struct rule rule = rule_of(1, 2, 4);
	struct why why = { "" };

	begin();
	CHECK(!names_text_of_rule(&rule, &board, names, &why));
	CHECK(strstr(why.text, "node 4 is not known") != NULL);
	post(4, "DN_1");
	CHECK(!names_text_of_rule(&rule, &board, names, &why));
	CHECK(strstr(why.text, "DN_1 too") != NULL);
}

static void
names_that_are_too_long_are_refused(void)
{
	struct rule rule = rule_of(1, 1, 9);
	uint32_t nodes[9];
	char name[REPORT_NAME_MAX];
	struct why why = { "" };

	for (unsigned i = 0; i < 9; i++)
		nodes[i] = i + 1;
	board_init(&board);
	board_regroup(&board, nodes, 9);
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	for (unsigned i = 0; i < 9; i++) {
		name[0] = (char)('a' + i);
		post(i + 1, name);
	}
	rule.ngroups = 2;
	rule.groups[1] = rule.groups[0];
	CHECK(!names_text_of_rule(&rule, &board, names, &why));
	CHECK(strstr(why.text, "too long") != NULL);
}

CHECK_MAIN(a_rule_is_written_as_the_server_reads_it,
    a_name_that_is_no_plain_word_is_quoted,
    a_name_that_is_unknown_or_shared_makes_no_text,
    names_that_are_too_long_are_refused)
