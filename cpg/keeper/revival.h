/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * revival.h - a primary that died is promoted again in its place, where the
 * agent has asked for that (on_primary_failure=restart).
 *
 * Pacemaker promotes whoever has a score, so the others' are taken away before
 * the dead one's: its node tells that it revives (report.h), each other one
 * tells Pacemaker that it is not to be promoted, then that it yields, and only
 * then the death is told.  Pacemaker demotes, which starts the database as a
 * standby, and there is nobody else to promote.
 *
 * It ends when it is the primary again, when it cannot be started, when its
 * time is over or its node is gone; the others then have their scores again.
 */
#ifndef KEEPER_REVIVAL_H
#define KEEPER_REVIVAL_H

#include <stdbool.h>

#include "ocf/moment.h"

struct database;

struct revival {
	bool is_under_way;
	/* Counts them, 1 to 255: who yielded to the last one has not yielded to
	 * this one. */
	unsigned number;
	bool others_yield; /* or were waited for long enough */
	struct moment until;
	struct moment begun_at;
};

/* The primary's postmaster ended by itself. */
void revival_on_death(struct database *database, struct moment now);

/* Looks whether it has ended, and whether the others yield. */
void revival_review(struct database *database, struct moment now);

/* The number of another node's: its primary is to be promoted again there; 0:
 * there is none. */
unsigned revival_elsewhere(const struct database *database, struct moment now);

#endif
