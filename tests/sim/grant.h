/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grant.h - the steps around decide_promotion() and decide_refusal().
 */
#ifndef SIM_GRANT_H
#define SIM_GRANT_H

#include <stdbool.h>

struct rule;
struct world;

/* Nodes that can answer this one now, itself included. */
unsigned grant_reachable(const struct world *world, unsigned node);

/*
 * All in reach report, after some of them refused; true when nothing stands
 * against it.
 */
bool grant_ask(struct world *world, unsigned node, unsigned refusing);

/* Then: the update that records the grant. */
void grant_record(struct world *world, unsigned node, unsigned answering,
    const struct rule *rule);

/* Whom a refusing standby should follow now: a node, or SIM_ANYBODY. */
unsigned grant_follow(const struct world *world, unsigned node);

#endif
