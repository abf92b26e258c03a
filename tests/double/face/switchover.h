/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * switchover.h - a standby asks its primary to change places.  The primary
 * shuts down cleanly and comes back as a standby in the same process; only
 * then the standby promotes itself.
 */
#ifndef DOUBLE_SWITCHOVER_H
#define DOUBLE_SWITCHOVER_H

#include <stdbool.h>

/* One step on either side; from the worker. */
void switchover_step(void);

bool switchover_is_under_way(void);

/* Lets the postmaster come back as a standby when it ends; from _PG_init. */
void switchover_init(void);

#endif
