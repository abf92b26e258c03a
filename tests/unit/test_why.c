/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <string.h>

#include "ocf/why.h"

static void
a_sentence_replaces_the_one_before(void)
{
	struct why why = { "old" };

	why_set(&why, "%s has %d lives", "it", 9);
	CHECK(strcmp(why.text, "it has 9 lives") == 0);
}

static void
a_prefix_goes_in_front_of_the_sentence(void)
{
	struct why why = { "the disk is full" };

	why_prefix(&why, "start of %s", "db");
	CHECK(strcmp(why.text, "start of db: the disk is full") == 0);
}

static void
a_prefix_alone_is_the_sentence(void)
{
	struct why why = { "" };

	why_prefix(&why, "start");
	CHECK(strcmp(why.text, "start") == 0);
}

static void
a_sentence_may_quote_the_one_it_replaces(void)
{
	struct why why = { "inner" };

	why_set(&why, "outer (%s)", why.text);
	CHECK(strcmp(why.text, "outer (inner)") == 0);
}

static void
too_long_a_sentence_is_cut_and_marked(void)
{
	struct why why = { "" };
	char text[2 * WHY_MAX];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	why_set(&why, "%s", text);
	CHECK(strlen(why.text) == WHY_MAX - 1);
	CHECK(strcmp(why.text + WHY_MAX - 4, "...") == 0);
	why_prefix(&why, "prefix");
	CHECK(strncmp(why.text, "prefix: xxx", 11) == 0);
	CHECK(strlen(why.text) == WHY_MAX - 1);
}

static void
nobody_need_ask_why(void)
{
	why_set(NULL, "%d", 1);
	why_prefix(NULL, "x");
	CHECK(1);
}

CHECK_MAIN(a_sentence_replaces_the_one_before,
    a_prefix_goes_in_front_of_the_sentence, a_prefix_alone_is_the_sentence,
    a_sentence_may_quote_the_one_it_replaces,
    too_long_a_sentence_is_cut_and_marked, nobody_need_ask_why)
