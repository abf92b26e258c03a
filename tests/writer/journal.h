/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * journal.h - the file that holds a history while it happens.
 *
 * Every line is one write() to a descriptor opened for appending, so sessions
 * in several processes share it, and a killed writer leaves whole lines.  It is
 * not synced: what must survive is the writer's death, not the host's.
 */
#ifndef WRITER_JOURNAL_H
#define WRITER_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/writer/attempt.h"

struct history;

/* Begins an empty journal; -1 with errno.  The descriptor is the caller's. */
int journal_create(const char *path, int64_t run, int64_t now_ms);

/* False with errno when the line is not in the file: send nothing then. */
bool journal_try(int fd, const struct attempt *attempt);
bool journal_outcome(int fd, const struct attempt *attempt, const char *said);

/*
 * Reads a journal, sorted.  A last line without a newline is left out.  False
 * with a message on stderr; history_done() is due either way.
 */
bool journal_read(const char *path, struct history *ret_history);

#endif
