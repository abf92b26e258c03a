/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/writer/history.h"

static void
find(struct verdict *verdict, enum violation_kind kind,
    const struct attempt *about, uint64_t copies)
{
	verdict->found[kind]++;
	if (verdict->nviolations < VIOLATIONS_MAX)
		verdict->violations[verdict->nviolations++] =
		    (struct violation){ .kind = kind,
			    .session = about->session,
			    .seq = about->seq,
			    .copies = copies };
}

static void
judge_attempt(const struct attempt *attempt, uint64_t copies, int64_t asked_ms,
    struct verdict *verdict)
{
	switch (attempt->outcome) {
	case OUTCOME_OK:
		verdict->ok++;
		if (copies == 0 && attempt->ended_ms < asked_ms)
			find(verdict, VIOLATION_LOST, attempt, 0);
		break;
	case OUTCOME_FAILED:
		verdict->failed++;
		if (copies > 0)
			find(verdict, VIOLATION_RISEN, attempt, copies);
		break;
	case OUTCOME_UNKNOWN:
		verdict->unknown++;
		verdict->unknown_there += copies > 0;
		break;
	}
	if (copies > 1)
		find(verdict, VIOLATION_TWICE, attempt, copies);
}

static int
compare(const struct attempt *attempt, const struct row *row)
{
	struct attempt other = { .session = row->session, .seq = row->seq };

	return attempt_cmp(attempt, &other);
}

/* Both are in one order, so one walk along both meets every pair. */
void
judge_rows(const struct history *history, const struct table *table,
    struct verdict *ret_verdict)
{
	const struct attempt *attempt = history->attempts,
			     *last = attempt + history->nattempts;
	const struct row *row = table->rows, *end = row + table->nrows;

	memset(ret_verdict, 0, sizeof(*ret_verdict));
	while (attempt < last || row < end) {
		int cmp = attempt == last ? 1
			  : row == end    ? -1
					  : compare(attempt, row);

		if (cmp > 0)
			find(ret_verdict, VIOLATION_STRANGER,
			    &(struct attempt){
				.session = row->session, .seq = row->seq },
			    row->copies);
		else
			judge_attempt(attempt, cmp == 0 ? row->copies : 0,
			    table->asked_ms, ret_verdict);
		attempt += cmp <= 0;
		row += cmp >= 0;
	}
}

bool
judge_finds_nothing(const struct verdict *verdict)
{
	for (int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (verdict->found[kind] > 0)
			return false;
	return true;
}

static const char *
complaint(enum violation_kind kind)
{
	switch (kind) {
	case VIOLATION_LOST:
		return "was acknowledged and is lost";
	case VIOLATION_TWICE:
		return "is there more than once";
	case VIOLATION_RISEN:
		return "failed for certain, yet it is there";
	case VIOLATION_STRANGER:
		return "is there, yet nobody wrote it";
	case VIOLATION_KINDS:
		break;
	}
	return "?";
}

const char *
judge_sentence(const struct violation *violation, char buf[SENTENCE_MAX])
{
	int length =
	    snprintf(buf, SENTENCE_MAX, "row %" PRIu64 " of session %u %s",
		violation->seq, violation->session, complaint(violation->kind));

	if (violation->kind == VIOLATION_TWICE)
		snprintf(buf + length, SENTENCE_MAX - (size_t)length,
		    ": %" PRIu64 " times", violation->copies);
	return buf;
}

/* Acknowledgement i of 0..nacks+1, the run's begin and end being the outer. */
static int64_t
mark(const struct history *history, size_t i)
{
	if (i == 0)
		return history->begin_ms;
	if (i > history->nacks)
		return history->end_ms;
	return history->acks_ms[i - 1];
}

/* The i-th gap; a zero span if it lies outside of the window. */
static struct span
gap(const struct history *history, struct span window, size_t i)
{
	struct span gap = { mark(history, i), mark(history, i + 1) };

	if (gap.end_ms < window.begin_ms || gap.begin_ms > window.end_ms)
		return (struct span){ 0, 0 };
	return gap;
}

static int64_t
length(struct span span)
{
	return span.end_ms - span.begin_ms;
}

struct span
judge_longest_gap(const struct history *history, struct span window)
{
	struct span longest = { 0, 0 };

	for (size_t i = 0; i <= history->nacks; i++) {
		struct span next = gap(history, window, i);

		if (length(next) > length(longest))
			longest = next;
	}
	return longest;
}

struct span
judge_outage(
    const struct history *history, struct span window, int64_t at_least_ms)
{
	struct span outage = { 0, 0 };

	for (size_t i = 0; i <= history->nacks; i++) {
		struct span next = gap(history, window, i);

		if (length(next) < at_least_ms)
			continue;
		if (length(outage) == 0)
			outage.begin_ms = next.begin_ms;
		outage.end_ms = next.end_ms;
	}
	return outage;
}
