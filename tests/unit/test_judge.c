/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/judge.h"

#include <stdint.h>
#include <string.h>

#include "tests/unit/check.h"
#include "tests/writer/history.h"

#define ALWAYS ((struct span){ 0, INT64_MAX })

/* A history from lines, as the journal would hold them. */
static struct history
told(const char *const lines[])
{
	struct history history;
	const char *why;

	history_init(&history);
	for (int i = 0; lines[i] != NULL; i++)
		CHECK(history_line(&history, lines[i], &why));
	history_sort(&history);
	return history;
}

/* Rows 1 ok, 2 failed, 3 unknown, 4 begun and never heard of again. */
static struct history
one_of_each(void)
{
	return told((const char *const[]){ "writer 77 1000", "try 1 1 1000",
	    "ok 1 1 1010", "try 1 2 1020", "failed 1 2 1030 refused",
	    "try 1 3 1040", "unknown 1 3 1740 no answer", "try 1 4 1750",
	    NULL });
}

static struct verdict
judged(struct history history, const struct row *rows, size_t nrows)
{
	struct verdict verdict;

	judge_rows(
	    &history, &(struct table){ rows, nrows, INT64_MAX }, &verdict);
	history_done(&history);
	return verdict;
}

static void
what_was_acknowledged_and_is_there_is_good(void)
{
	struct row rows[] = { { 1, 1, 1 } };
	struct verdict verdict = judged(one_of_each(), rows, 1);

	CHECK(judge_finds_nothing(&verdict));
	CHECK(verdict.ok == 1 && verdict.failed == 1);
	CHECK(verdict.unknown == 2 && verdict.unknown_there == 0);
}

static void
an_unknown_row_may_be_there(void)
{
	struct row rows[] = { { 1, 1, 1 }, { 1, 3, 1 }, { 1, 4, 1 } };
	struct verdict verdict = judged(one_of_each(), rows, 3);

	CHECK(judge_finds_nothing(&verdict));
	CHECK(verdict.unknown_there == 2);
}

static void
an_acknowledged_row_that_is_gone_is_lost(void)
{
	struct verdict verdict = judged(one_of_each(), NULL, 0);
	char text[SENTENCE_MAX];

	CHECK(!judge_finds_nothing(&verdict));
	CHECK(verdict.found[VIOLATION_LOST] == 1);
	CHECK(strcmp(judge_sentence(&verdict.violations[0], text),
		  "row 1 of session 1 was acknowledged and is lost") == 0);
}

static void
a_row_that_failed_for_certain_must_not_rise(void)
{
	struct row rows[] = { { 1, 1, 1 }, { 1, 2, 1 } };
	struct verdict verdict = judged(one_of_each(), rows, 2);
	char text[SENTENCE_MAX];

	CHECK(verdict.nviolations == 1);
	CHECK(verdict.found[VIOLATION_RISEN] == 1);
	CHECK(
	    strcmp(judge_sentence(&verdict.violations[0], text),
		"row 2 of session 1 failed for certain, yet it is there") == 0);
}

static void
a_row_twice_is_found_whatever_its_outcome(void)
{
	struct row rows[] = { { 1, 1, 2 }, { 1, 3, 3 } };
	struct verdict verdict = judged(one_of_each(), rows, 2);
	char text[SENTENCE_MAX];

	CHECK(verdict.found[VIOLATION_TWICE] == 2);
	CHECK(strcmp(judge_sentence(&verdict.violations[1], text),
		  "row 3 of session 1 is there more than once: 3 times") == 0);
}

static void
a_row_that_nobody_wrote_is_found_wherever_it_sorts(void)
{
	struct row rows[] = { { 0, 9, 1 }, { 1, 1, 1 }, { 1, 5, 1 },
		{ 2, 1, 1 } };
	struct verdict verdict = judged(one_of_each(), rows, 4);
	char text[SENTENCE_MAX];

	CHECK(verdict.found[VIOLATION_STRANGER] == 3);
	CHECK(verdict.found[VIOLATION_LOST] == 0);
	CHECK(strcmp(judge_sentence(&verdict.violations[2], text),
		  "row 1 of session 2 is there, yet nobody wrote it") == 0);
}

static void
sessions_are_told_apart(void)
{
	struct row rows[] = { { 1, 1, 1 }, { 2, 1, 1 } };
	struct history history = told((const char *const[]){ "writer 1 10",
	    "try 2 1 10", "try 1 1 10", "ok 1 1 11", "ok 2 1 12", NULL });
	struct verdict verdict;

	judge_rows(&history, &(struct table){ rows, 2, INT64_MAX }, &verdict);
	CHECK(judge_finds_nothing(&verdict) && verdict.ok == 2);
	judge_rows(&history, &(struct table){ rows, 1, INT64_MAX }, &verdict);
	CHECK(verdict.found[VIOLATION_LOST] == 1);
	CHECK(verdict.violations[0].session == 2);
	history_done(&history);
}

static void
only_what_was_acknowledged_before_the_table_was_asked_for_must_be_there(void)
{
	struct history history = one_of_each();
	struct verdict verdict;

	judge_rows(&history, &(struct table){ NULL, 0, 1010 }, &verdict);
	CHECK(judge_finds_nothing(&verdict) && verdict.ok == 1);
	judge_rows(&history, &(struct table){ NULL, 0, 1011 }, &verdict);
	CHECK(verdict.found[VIOLATION_LOST] == 1);
	history_done(&history);
}

static void
all_violations_are_counted_though_not_all_are_kept(void)
{
	struct row rows[VIOLATIONS_MAX + 9];
	struct history history = one_of_each();
	struct verdict verdict;

	for (unsigned i = 0; i < VIOLATIONS_MAX + 9; i++)
		rows[i] = (struct row){ 7, i + 1, 1 };
	judge_rows(&history,
	    &(struct table){ rows, VIOLATIONS_MAX + 9, INT64_MAX }, &verdict);
	CHECK(verdict.nviolations == VIOLATIONS_MAX);
	CHECK(verdict.found[VIOLATION_STRANGER] == VIOLATIONS_MAX + 9);
	CHECK(verdict.found[VIOLATION_LOST] == 1);
	history_done(&history);
}

/* Acknowledged at 1010, 1020, then 2020, 2030, then 2530, 2540. */
static struct history
two_gaps(void)
{
	return told((const char *const[]){ "writer 1 1000", "try 1 1 1000",
	    "ok 1 1 1010", "try 1 2 1010", "ok 1 2 1020", "try 1 3 1025",
	    "unknown 1 3 1725", "try 1 4 2010", "ok 1 4 2020", "try 1 5 2020",
	    "ok 1 5 2030", "try 1 6 2520", "ok 1 6 2530", "try 1 7 2530",
	    "ok 1 7 2540", NULL });
}

static void
the_longest_gap_is_between_acknowledgements(void)
{
	struct history history = two_gaps();
	struct span gap = judge_longest_gap(&history, ALWAYS);

	CHECK(gap.begin_ms == 1020 && gap.end_ms == 2020);
	history_done(&history);
}

static void
a_window_leaves_out_gaps_it_does_not_touch_and_cuts_none(void)
{
	struct history history = two_gaps();
	struct span late =
	    judge_longest_gap(&history, (struct span){ 2025, 9000 });
	struct span within =
	    judge_longest_gap(&history, (struct span){ 1500, 1600 });

	CHECK(late.begin_ms == 2030 && late.end_ms == 2530);
	CHECK(within.begin_ms == 1020 && within.end_ms == 2020);
	history_done(&history);
}

static void
the_outage_reaches_from_the_first_gap_to_the_last(void)
{
	struct history history = two_gaps();
	struct span outage = judge_outage(&history, ALWAYS, 300);
	struct span long_only = judge_outage(&history, ALWAYS, 600);
	struct span none = judge_outage(&history, ALWAYS, 5000);

	CHECK(outage.begin_ms == 1020 && outage.end_ms == 2530);
	CHECK(long_only.begin_ms == 1020 && long_only.end_ms == 2020);
	CHECK(none.begin_ms == 0 && none.end_ms == 0);
	history_done(&history);
}

static void
a_run_without_any_acknowledgement_is_one_gap(void)
{
	struct history history = told((const char *const[]){
	    "writer 1 1000", "try 1 1 1000", "failed 1 1 4000 refused", NULL });
	struct span gap = judge_longest_gap(&history, ALWAYS);

	CHECK(gap.begin_ms == 1000 && gap.end_ms == 4000);
	history_done(&history);
}

static void
silence_until_the_end_of_the_run_is_a_gap(void)
{
	struct history history =
	    told((const char *const[]){ "writer 1 1000", "try 1 1 1000",
		"ok 1 1 1001", "try 1 2 1002", "unknown 1 2 1702 cut", NULL });
	struct span gap = judge_longest_gap(&history, ALWAYS);

	CHECK(gap.begin_ms == 1001 && gap.end_ms == 1702);
	history_done(&history);
}

CHECK_MAIN(what_was_acknowledged_and_is_there_is_good,
    an_unknown_row_may_be_there, an_acknowledged_row_that_is_gone_is_lost,
    a_row_that_failed_for_certain_must_not_rise,
    a_row_twice_is_found_whatever_its_outcome,
    a_row_that_nobody_wrote_is_found_wherever_it_sorts, sessions_are_told_apart,
    only_what_was_acknowledged_before_the_table_was_asked_for_must_be_there,
    all_violations_are_counted_though_not_all_are_kept,
    the_longest_gap_is_between_acknowledgements,
    a_window_leaves_out_gaps_it_does_not_touch_and_cuts_none,
    the_outage_reaches_from_the_first_gap_to_the_last,
    a_run_without_any_acknowledgement_is_one_gap,
    silence_until_the_end_of_the_run_is_a_gap)
