/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.h - pg_control, as pg_controldata prints it: what a data directory
 * says of its last life while no server runs.
 */
#ifndef GAUSS_CONTROL_H
#define GAUSS_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "gauss/lsn.h"
#include "ocf/moment.h"

struct instance;
struct why;

/* "Database cluster state". */
enum control_state {
	CONTROL_UNKNOWN,
	CONTROL_STARTING_UP,
	CONTROL_SHUT_DOWN,             /* a primary, cleanly */
	CONTROL_SHUT_DOWN_IN_RECOVERY, /* a standby, cleanly */
	CONTROL_SHUTTING_DOWN,
	CONTROL_IN_CRASH_RECOVERY,
	CONTROL_IN_ARCHIVE_RECOVERY, /* a standby, running or crashed */
	CONTROL_IN_PRODUCTION,       /* a primary, running or crashed */
};

struct control {
	enum control_state state;
	struct lsn checkpoint; /* the latest */
	/* How far recovery must come before the data is consistent; 0 on what
	 * was never a standby. */
	struct lsn minimum_recovery;
	uint64_t system_identifier; /* the same on all nodes of one database */
};

const char *control_state_text(enum control_state state);

/* False unless state, checkpoint and system identifier are there. */
bool control_parse(const char *output, struct control *ret_control);

/* Runs pg_controldata as the owner. */
bool control_read(const struct instance *instance, struct moment deadline,
    struct control *ret_control, struct why *why);

#endif
