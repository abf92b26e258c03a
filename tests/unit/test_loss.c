/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/loss.h"

#include "cli/picture.h"
#include "tests/unit/check.h"
#include "tests/unit/keeper_says.h"

static const struct json_value *
database(const char *text)
{
	struct why why;

	return picture_database(keeper_read(text), "", &why);
}

static bool
judges(const char *text, const char *node, enum loss loss, const char *sentence)
{
	struct why why = { "" };
	bool ok = loss_judge(database(text), node, &why) == loss &&
		  strcmp(why.text, sentence) == 0;

	if (!ok)
		printf("%s\n", why.text);
	return ok;
}

/* n1 died with its node, n2 as well. */
static const char *
alone(void)
{
	return keeper_spoilt(
	    keeper_spoilt(keeper_says, "\"id\":1,\"presence\":\"heard\"",
		"\"id\":1,\"presence\":\"away\""),
	    "\"id\":2,\"presence\":\"heard\"",
	    "\"id\":2,\"presence\":\"away\"");
}

static void
whoever_may_be_promoted_needs_no_force(void)
{
	CHECK(judges(keeper_spoilt(keeper_says, "\"role\":\"Primary\"",
			 "\"role\":\"Standby\""),
	    "n2", LOSS_OF_NOTHING,
	    "n2 may be promoted, nothing would be lost"));
}

static void
what_stands_against_it_is_told(void)
{
	CHECK(judges(alone(), "n3", LOSS_POSSIBLE, "n3 lacks what n2 has"));
}

static void
force_is_no_matter_for_who_cannot_be_promoted(void)
{
	CHECK(judges(keeper_says, "n9", LOSS_NO_MATTER,
	    "no keeper has told of a node \"n9\""));
	CHECK(judges(alone(), "n2", LOSS_NO_MATTER, "n2 is away"));
	CHECK(judges(
	    keeper_says, "n1", LOSS_NO_MATTER, "n1 is the primary already"));
	CHECK(judges(keeper_says, "n3", LOSS_NO_MATTER,
	    "n1 is the primary and is heard: gaussha switchover loses "
	    "nothing"));
	CHECK(judges(
	    keeper_spoilt(alone(), "\"running\":true", "\"running\":false"),
	    "n3", LOSS_NO_MATTER, "the database of n3 does not answer"));
}

static bool
prints(const char *text, const char *node, const char *expected)
{
	char shown[1024] = "";
	FILE *out = fmemopen(shown, sizeof(shown), "w");

	loss_print(database(text), node, out);
	fclose(out);
	if (strcmp(shown, expected) != 0)
		printf("it prints:\n%s", shown);
	return strcmp(shown, expected) == 0;
}

static void
rules_and_longer_logs_are_listed(void)
{
	CHECK(prints(alone(), "n3",
	    "commits of n1 are on 1 of n2 (away), n3\n"
	    "the log of n1, when last heard, was 4096 bytes longer than that "
	    "of n3\n"
	    "the log of n2, when last heard, was 4096 bytes longer than that "
	    "of n3\n"));
}

static void
a_later_term_counts_more_than_a_later_byte(void)
{
	CHECK(prints(keeper_spoilt(alone(), "\"term\":7,\"lsn\":\"0/4000\"",
			 "\"term\":6,\"lsn\":\"0/9000\""),
	    "n3",
	    "commits of n1 are on 1 of n2 (away), n3\n"
	    "the log of n1, when last heard, was of term 7, that of n3 is of "
	    "term 6\n"
	    "the log of n2, when last heard, was of term 7, that of n3 is of "
	    "term 6\n"));
}

static void
a_primary_that_acknowledged_alone_is_named(void)
{
	CHECK(prints(keeper_spoilt(keeper_spoilt(keeper_spoilt(alone(),
						     "\"groups\":[{\"k\":1,",
						     "\"groups\":[],\"x\":[{"),
				       "\"0/5000\"", "\"\""),
			 "\"id\":1,\"presence\":\"away\"",
			 "\"id\":1,\"presence\":\"silent\""),
	    "n3", "commits may have been acknowledged alone by n1 (silent)\n"));
	(void)keeper_read(NULL);
}

CHECK_MAIN(whoever_may_be_promoted_needs_no_force,
    what_stands_against_it_is_told,
    force_is_no_matter_for_who_cannot_be_promoted,
    rules_and_longer_logs_are_listed,
    a_later_term_counts_more_than_a_later_byte,
    a_primary_that_acknowledged_alone_is_named)
