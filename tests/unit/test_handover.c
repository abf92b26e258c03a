/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/handover.h"

#include <stdio.h>

#include "cli/picture.h"
#include "tests/unit/check.h"
#include "tests/unit/keeper_says.h"

static struct handover handover;

static const struct json_value *
database(const char *text)
{
	struct why why;

	return picture_database(keeper_read(text), "", &why);
}

static bool
says(const char *text, enum handover_step step, const char *sentence)
{
	struct why why = { "" };
	bool is_new = handover_look(&handover, database(text), &why);
	bool ok = is_new == (sentence[0] != '\0') && handover.step == step &&
		  strcmp(why.text, sentence) == 0;

	if (!ok)
		printf("step %d: %s\n", handover.step, why.text);
	return ok;
}

static const char *
stopped(void)
{
	return keeper_spoilt(
	    keeper_says, "\"role\":\"Primary\"", "\"role\":\"Standby\"");
}

/* The record after a grant, its rules still those of both. */
static const char *
granted(const char *text, const char *id, const char *name)
{
	char record[128];

	snprintf(record, sizeof(record),
	    "\"record\":{\"term\":8,\"held\":false,\"primary\":{\"id\":%s,"
	    "\"name\":\"%s\",\"data\":\"%s-data\"},\"rules\":[{},",
	    id, name, name);
	return keeper_spoilt(text,
	    "\"record\":{\"term\":7,\"held\":false,\"primary\":{\"id\":1,"
	    "\"name\":\"n1\",\"data\":\"n1-data\"},\"rules\":[",
	    record);
}

static const char *
promoted(void)
{
	return keeper_spoilt(granted(stopped(), "2", "n2"),
	    "\"application_name\":\"n2\",\"zone\":\"\",\"role\":\"Standby\"",
	    "\"application_name\":\"n2\",\"zone\":\"\",\"role\":\"Primary\"");
}

static const char *
settled(void)
{
	return keeper_spoilt(
	    keeper_spoilt(promoted(), "\"rules\":[{},", "\"rules\":["),
	    "\"owner\":{\"id\":1,\"name\":\"n1\"",
	    "\"owner\":{\"id\":2,\"name\":\"n2\"");
}

/* n3 of the rule streams from n2. */
static const char *
followed(const char *text)
{
	return keeper_spoilt(text, "\"standbys\":[]",
	    "\"standbys\":[{\"name\":\"n3\",\"state\":\"Streaming\","
	    "\"sync\":\"Quorum\"}]");
}

static void
each_step_is_told_once(void)
{
	handover = handover_begin(database(keeper_says), "n2");
	CHECK(says(keeper_says, HANDOVER_ASKED, ""));
	CHECK(says(stopped(), HANDOVER_NO_PRIMARY, "n1 is a primary no more"));
	CHECK(says(stopped(), HANDOVER_NO_PRIMARY, ""));
	CHECK(says(granted(stopped(), "2", "n2"), HANDOVER_GRANTED,
	    "term 8 is granted to n2"));
	CHECK(says(promoted(), HANDOVER_PRIMARY,
	    "n2 is the primary, its names are not in force yet"));
	CHECK(says(promoted(), HANDOVER_PRIMARY, ""));
	CHECK(says(settled(), HANDOVER_NAMED,
	    "n2 is the primary, commits wait until its standbys are back"));
	CHECK(says(
	    followed(settled()), HANDOVER_DONE, "n2 acknowledges commits"));
}

static void
its_own_keeper_knows_earlier_that_it_is_writable(void)
{
	handover = handover_begin(database(keeper_says), "");
	CHECK(says(
	    keeper_spoilt(followed(promoted()), "\"writable\":false,\"term\":0",
		"\"writable\":true,\"term\":8"),
	    HANDOVER_DONE, "n2 acknowledges commits"));
}

static void
another_than_was_wished_is_a_failure(void)
{
	handover = handover_begin(database(keeper_says), "n3");
	CHECK(
	    says(keeper_spoilt(settled(), "\"view\":", "\"wish\":{},\"view\":"),
		HANDOVER_ASKED, ""));
	CHECK(says(settled(), HANDOVER_FAILED,
	    "n2 is the primary instead, by term 8"));
}

static void
the_old_primary_again_is_a_failure(void)
{
	handover = handover_begin(database(keeper_says), "");
	CHECK(says(keeper_spoilt(granted(keeper_says, "1", "n1"),
		       "\"rules\":[{},", "\"rules\":["),
	    HANDOVER_FAILED, "n1 is the primary again, by term 8"));
}

static void
what_the_keepers_give_up_is_a_failure(void)
{
	handover = handover_begin(database(keeper_says), "n2");
	CHECK(says(keeper_says, HANDOVER_ASKED, ""));
	CHECK(says(
	    keeper_spoilt(keeper_says, "\"view\":", "\"wish\":{},\"view\":"),
	    HANDOVER_ASKED, ""));
	CHECK(says(keeper_says, HANDOVER_FAILED,
	    "the keepers gave it up: n2 did not become the primary in time"));
	handover = handover_begin(database(keeper_says), "n2");
	handover.was_wished = true;
	CHECK(says(
	    followed(settled()), HANDOVER_DONE, "n2 acknowledges commits"));
}

static void
without_a_primary_there_is_nobody_to_hand_over(void)
{
	handover = handover_begin(database(stopped()), "n2");
	CHECK(handover.from[0] == '\0' && handover.term == 7);
	CHECK(says(stopped(), HANDOVER_NO_PRIMARY, ""));
	CHECK(says(
	    followed(settled()), HANDOVER_DONE, "n2 acknowledges commits"));
	(void)keeper_read(NULL);
}

CHECK_MAIN(each_step_is_told_once,
    its_own_keeper_knows_earlier_that_it_is_writable,
    another_than_was_wished_is_a_failure, the_old_primary_again_is_a_failure,
    what_the_keepers_give_up_is_a_failure,
    without_a_primary_there_is_nobody_to_hand_over)
