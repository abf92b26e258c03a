/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history.h - all attempts of one run, put together from the journal's lines.
 *
 *	writer <run> <ms>                       first line
 *	try <session> <seq> <ms>                written before anything is sent
 *	ok|failed|unknown <session> <seq> <ms> [what was said]
 *
 * A "try" without an outcome is unknown: the writer was killed while it waited.
 * Because the "try" stands in the journal first, a row in the table that no
 * line names was written by nobody.
 */
#ifndef WRITER_HISTORY_H
#define WRITER_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/writer/attempt.h"

#define SESSIONS_MAX 64

struct history {
	int64_t run;      /* tells this run's rows from those of others */
	int64_t begin_ms; /* of the first line */
	int64_t end_ms;   /* of the last */
	struct attempt *attempts; /* by session and seq, once sorted */
	size_t nattempts, room;
	/* Which attempt each session is busy with: its place plus 1, or 0. */
	size_t busy[SESSIONS_MAX + 1];
	int64_t *acks_ms; /* when each ok came, ascending, once sorted */
	size_t nacks;
};

void history_init(struct history *history);
void history_done(struct history *history);

/*
 * Takes one line, without its newline.  False for one that does not belong
 * where it stands; *ret_why is then a static sentence.
 */
bool history_line(
    struct history *history, const char *line, const char **ret_why);

/* After the last line, and before anybody judges. */
void history_sort(struct history *history);

#endif
