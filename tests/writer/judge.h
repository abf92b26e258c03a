/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge.h - what a client was told, against what the database holds.
 *
 * Pure: a history and the rows of the table in, a verdict out.
 */
#ifndef WRITER_JUDGE_H
#define WRITER_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct history;

/* One distinct row of the table and how often it is there. */
struct row {
	unsigned session;
	uint64_t seq;
	uint64_t copies;
};

enum violation_kind {
	VIOLATION_LOST,     /* acknowledged, and not there */
	VIOLATION_TWICE,    /* there more than once */
	VIOLATION_RISEN,    /* failed for certain, and there */
	VIOLATION_STRANGER, /* there, and no attempt wrote it */
	VIOLATION_KINDS,
};

struct violation {
	enum violation_kind kind;
	unsigned session;
	uint64_t seq;
	uint64_t copies;
};

#define VIOLATIONS_MAX 50 /* kept; all are counted */
#define SENTENCE_MAX   128

struct verdict {
	uint64_t ok, failed, unknown;
	uint64_t unknown_there; /* of the unknown ones, those that are there */
	uint64_t found[VIOLATION_KINDS];
	size_t nviolations;
	struct violation violations[VIOLATIONS_MAX];
};

/* What a table held, in the order of attempt_cmp(). */
struct table {
	const struct row *rows;
	size_t nrows;
	int64_t asked_ms; /* when it was asked for, CLOCK_MONOTONIC */
};

/*
 * The history sorted, and read after the table was, so that it names whatever
 * the table may hold.  A writer may still be at work: what was acknowledged
 * only after the table was asked for need not be there.
 */
void judge_rows(const struct history *history, const struct table *table,
    struct verdict *ret_verdict);

/* True where every acknowledged row is there once, and nothing else is. */
bool judge_finds_nothing(const struct verdict *verdict);

/* "row 7 of session 1 was acknowledged and is lost"; returns buf. */
const char *judge_sentence(
    const struct violation *violation, char buf[SENTENCE_MAX]);

struct span {
	int64_t begin_ms, end_ms; /* CLOCK_MONOTONIC; end may be INT64_MAX */
};

/*
 * The longest time without an acknowledgement that touches the window, whole:
 * a gap that began before the window or ended after it is not cut.  The begin
 * and the end of the run count as acknowledgements, so a run without any is
 * one gap.
 */
struct span judge_longest_gap(
    const struct history *history, struct span window);

/*
 * From the begin of the first to the end of the last gap of at least
 * at_least_ms that touches the window: what users would call the outage when
 * the database came, went and came again.  {0, 0} without such a gap.
 */
struct span judge_outage(
    const struct history *history, struct span window, int64_t at_least_ms);

#endif
