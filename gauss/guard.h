/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guard.h - the settings that stand between a commit and its acknowledgement.
 *
 * synchronous_standby_names alone promises nothing: others let the server
 * acknowledge a commit that no standby has.  keep_sync_window and
 * catchup2normal_wait_time are not among them, as they only count while
 * most_available_sync is on.
 */
#ifndef GAUSS_GUARD_H
#define GAUSS_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include "ocf/moment.h"

#define GUARD_NAMES_MAX 1025 /* ALTER SYSTEM takes 1024 bytes */

/* The name that no standby bears: nothing is acknowledged. */
#define GUARD_NAMES_CLOSED "ANY 1 (gaussha_none)"

#define GUARD_COLUMNS 5

struct session;
struct why;

/* Each lets the server acknowledge alone; bits of guard.gaps. */
enum guard_gap {
	GUARD_MOST_AVAILABLE = 1 << 0, /* most_available_sync is on */
	GUARD_COMMIT_LEVEL = 1 << 1,   /* synchronous_commit is below on */
	GUARD_NO_STREAM = 1 << 2,      /* enable_stream_replication is off */
	GUARD_NO_SENDERS = 1 << 3,     /* max_wal_senders is 0 */
	/* It runs as Normal: the role says so, and who looks at it adds this.
	 */
	GUARD_NORMAL_MODE = 1 << 4,
};

struct guard {
	char names[GUARD_NAMES_MAX]; /* synchronous_standby_names, as shown */
	unsigned gaps;               /* 0: none */
};

/* All but GUARD_NORMAL_MODE, from one statement. */
bool guard_observe(struct session *session, struct moment deadline,
    struct guard *ret_guard, struct why *why);

/*
 * Closes the gaps, for statements that begin after it.  False also for those
 * that need a restart of the server.
 */
bool guard_close(struct session *session, struct moment deadline, unsigned gaps,
    struct why *why);

/* "most_available_sync is on and ...": for people; "" for no gap. */
const char *guard_text(unsigned gaps, char *buf, size_t size);

/* The columns of guard_observe()'s statement; false when one is missing. */
bool guard_read(
    const char *const columns[GUARD_COLUMNS], struct guard *ret_guard);

#endif
