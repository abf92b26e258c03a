/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attempt.h - one attempt to write one row, and what the client may say of it.
 *
 * The three outcomes are what a careful application could claim.  "unknown" is
 * no failure of the database: the row may be there or not, and a judge accepts
 * both.
 */
#ifndef WRITER_ATTEMPT_H
#define WRITER_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

enum outcome {
	OUTCOME_UNKNOWN, /* sent, and no answer that settles it */
	OUTCOME_OK,      /* committed, said without a warning */
	OUTCOME_FAILED,  /* for certain: never sent, or refused by an error */
};

struct attempt {
	unsigned session;
	uint64_t seq;     /* counts from 1 within the session, never reused */
	int64_t begun_ms; /* CLOCK_MONOTONIC */
	int64_t ended_ms; /* 0 while, or if never, ended */
	enum outcome outcome;
};

/* "unknown", "ok", "failed": the words of the journal. */
const char *outcome_text(enum outcome outcome);
bool outcome_parse(const char *word, enum outcome *ret_outcome);

/* Order by session, then seq; for qsort() and bsearch(). */
int attempt_cmp(const void *a, const void *b);

#endif
