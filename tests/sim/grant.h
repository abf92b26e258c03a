/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grant.h - the steps around decide_promotion() and decide_refusal(): a call
 * to all, their refusals and reports, the verdict, the end of the refusals.
 */
#ifndef SIM_GRANT_H
#define SIM_GRANT_H

#include <stdbool.h>

#include "cpg/keeper/decide_refusal.h"

struct rule;
struct world;

/* Nodes that can answer this one now, itself included. */
unsigned grant_reachable(const struct world *world, unsigned node);

/* A candidate calls. */
void grant_call(struct world *world, unsigned node);

/* Has the call of a candidate to reach this node still? */
bool grant_is_called(
    const struct world *world, unsigned node, unsigned candidate);

/* It does, is heeded, as far as the database lets it, and a report follows. */
void grant_heed(
    struct world *world, unsigned node, unsigned candidate, bool can_refuse);

/* By what it has heard, may the candidate be promoted? */
bool grant_is_safe(const struct world *world, unsigned node);

/* Then: the update that records the grant. */
void grant_record(struct world *world, unsigned node, const struct rule *rule);

/* The keeper learns that no gs_ctl and no file of one is left. */
void grant_forget(struct world *world, unsigned node);

/* All in reach answer at once, and some of them refuse. */
void grant_ask(struct world *world, unsigned node, unsigned refusing);

/* The candidate has said that it gave up. */
void grant_over(struct world *world, unsigned node, unsigned candidate);

enum refusal_verdict grant_refusal(const struct world *world, unsigned node);

/* Whom a refusing standby should follow now: a node, or SIM_ANYBODY. */
unsigned grant_follow(const struct world *world, unsigned node);

#endif
