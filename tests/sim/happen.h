/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * happen.h - what an event needs, where more than a glance tells.
 */
#ifndef SIM_HAPPEN_H
#define SIM_HAPPEN_H

#include <stdbool.h>

struct world;

/* What of a disk is lost. */
enum happen_loss {
	HAPPEN_ALL_LOST,
	HAPPEN_RECORD_LOST,
	HAPPEN_DATA_LOST,
	HAPPEN_LOSSES,
};

bool happen_is_unfinished(const struct world *world, unsigned node);
bool happen_is_in_force(const struct world *world, unsigned node);
bool happen_is_past_barrier(const struct world *world, unsigned node);

/* May a node's data be thrown away, to be built anew from another? */
bool happen_may_build(const struct world *world, unsigned node, unsigned from);

/* A leak has been seen and is not in the record yet. */
bool happen_is_leak_new(const struct world *world, unsigned node);

/* Of two nodes, the device goes with the lineage of active views only. */
bool happen_may_be_cut(const struct world *world, unsigned cut);

#endif
