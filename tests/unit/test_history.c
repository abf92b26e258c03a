/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/history.h"

#include <string.h>

#include "tests/unit/check.h"

static bool
takes(struct history *history, const char *line)
{
	const char *why = "";

	return history_line(history, line, &why);
}

static void
an_attempt_is_a_try_and_its_outcome(void)
{
	struct history history;

	history_init(&history);
	CHECK(takes(&history, "writer 5 100"));
	CHECK(takes(&history, "try 1 1 101"));
	CHECK(takes(&history, "failed 1 1 105 could not connect: no route"));
	history_sort(&history);
	CHECK(history.run == 5 && history.begin_ms == 100);
	CHECK(history.nattempts == 1 && history.end_ms == 105);
	CHECK(history.attempts[0].begun_ms == 101);
	CHECK(history.attempts[0].ended_ms == 105);
	CHECK(history.attempts[0].outcome == OUTCOME_FAILED);
	history_done(&history);
}

static void
a_try_without_an_outcome_is_unknown(void)
{
	struct history history;

	history_init(&history);
	CHECK(takes(&history, "writer 5 100"));
	CHECK(takes(&history, "try 1 1 101"));
	history_sort(&history);
	CHECK(history.attempts[0].outcome == OUTCOME_UNKNOWN);
	CHECK(history.nacks == 0);
	history_done(&history);
}

static void
lines_that_do_not_belong_are_refused(void)
{
	static const char *const bad[] = { "", "ok 1 1 102 twice", "ok 1 2 102",
		"ok 2 1 102", "maybe 1 1 102", "try 1 x 102", "try 1",
		"try 65 1 102" };
	struct history history;

	history_init(&history);
	CHECK(!takes(&history, "try 1 1 101"));
	CHECK(!takes(&history, "writer 0 100"));
	CHECK(!takes(&history, "writer 1"));
	history_done(&history);
	CHECK(takes(&history, "writer 5 100"));
	CHECK(takes(&history, "try 1 1 101"));
	CHECK(takes(&history, "ok 1 1 102"));
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!takes(&history, bad[i]));
	history_done(&history);
}

static void
sorting_brings_sessions_and_acknowledgements_into_order(void)
{
	struct history history;

	history_init(&history);
	CHECK(takes(&history, "writer 5 100"));
	CHECK(takes(&history, "try 2 1 101"));
	CHECK(takes(&history, "try 1 1 101"));
	CHECK(takes(&history, "ok 1 1 109"));
	CHECK(takes(&history, "ok 2 1 108"));
	CHECK(takes(&history, "try 1 2 110"));
	history_sort(&history);
	CHECK(history.attempts[0].session == 1 && history.attempts[0].seq == 1);
	CHECK(history.attempts[1].seq == 2 && history.attempts[2].session == 2);
	CHECK(history.nacks == 2);
	CHECK(history.acks_ms[0] == 108 && history.acks_ms[1] == 109);
	history_done(&history);
}

static void
a_session_that_waits_long_is_not_forgotten(void)
{
	struct history history;
	char line[64];

	history_init(&history);
	CHECK(takes(&history, "writer 5 100"));
	CHECK(takes(&history, "try 2 1 101"));
	for (int i = 1; i <= 500; i++) {
		snprintf(line, sizeof(line), "try 1 %d 102", i);
		CHECK(takes(&history, line));
		snprintf(line, sizeof(line), "ok 1 %d 102", i);
		CHECK(takes(&history, line));
	}
	CHECK(!takes(&history, "try 2 2 102"));
	CHECK(takes(&history, "ok 2 1 103"));
	CHECK(takes(&history, "try 2 2 103"));
	history_done(&history);
}

static void
a_long_history_keeps_every_attempt(void)
{
	struct history history;
	char line[64];

	history_init(&history);
	CHECK(takes(&history, "writer 5 100"));
	for (int i = 1; i <= 5000; i++) {
		snprintf(line, sizeof(line), "try 1 %d %d", i, 100 + i);
		CHECK(takes(&history, line));
		snprintf(line, sizeof(line), "ok 1 %d %d", i, 100 + i);
		CHECK(takes(&history, line));
	}
	history_sort(&history);
	CHECK(history.nattempts == 5000 && history.nacks == 5000);
	CHECK(history.attempts[4999].seq == 5000);
	history_done(&history);
}

CHECK_MAIN(an_attempt_is_a_try_and_its_outcome,
    a_try_without_an_outcome_is_unknown, lines_that_do_not_belong_are_refused,
    sorting_brings_sessions_and_acknowledgements_into_order,
    a_session_that_waits_long_is_not_forgotten,
    a_long_history_keeps_every_attempt)
