/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tenant.h - a database as one that lives by this node's lease.
 */
#ifndef KEEPER_TENANT_H
#define KEEPER_TENANT_H

#include <stdbool.h>

#include "cpg/keeper/deputy.h"

struct database;

struct tenant {
	struct deputy killer;
	bool is_told; /* that it is spared while promotions are held */
};

/* It is a primary, or on its way. */
bool tenant_needs_lease(const struct database *database);

/* It could acknowledge or be read as a primary: not without a lease. */
bool tenant_lives_by_lease(const struct database *database);

/* Seen to do neither: no process is left, or it answered as a standby that
 * nobody promotes. */
bool tenant_is_harmless(const struct database *database);

/*
 * All its processes, unless that is under way; spared while promotions are
 * held: an administrator is at work, and nobody else is promoted.  reason: a
 * clause for the log.
 */
void tenant_kill(struct database *database, const char *reason);

/* All processes of the instance, whatever it is; for a fencing.  False when
 * there is nothing to be killed, or it was done: proven. */
bool tenant_must_still_end(const struct database *database);
void tenant_end(struct database *database);

#endif
