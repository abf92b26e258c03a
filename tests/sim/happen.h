/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * happen.h - what an event needs, where more than a glance tells.
 */
#ifndef SIM_HAPPEN_H
#define SIM_HAPPEN_H

#include <stdbool.h>

struct world;

bool happen_is_unfinished(const struct world *world, unsigned node);
bool happen_is_in_force(const struct world *world, unsigned node);
bool happen_is_past_barrier(const struct world *world, unsigned node);

/* Of two nodes, the device goes with the lineage of active views only. */
bool happen_may_be_cut(const struct world *world, unsigned cut);

#endif
