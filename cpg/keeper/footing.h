/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * footing.h - the keeper's side of cpg/standing.h: it keeps what the quorum
 * device asks for, and whether the device's vote may be acted on.
 *
 * Until leases are granted by echoes of their own (design, section 7), every
 * message of a keeper is taken for an echo where that errs on the safe side:
 * heard only while the view is active, and sent as long as the other was in
 * the group.
 */
#ifndef KEEPER_FOOTING_H
#define KEEPER_FOOTING_H

#include "cpg/keeper/decide_reach.h"
#include "cpg/keeper/decide_view.h"
#include "cpg/standing.h"
#include "ocf/moment.h"

/* What it knows of one other node. */
struct footing_node {
	uint32_t node;
	bool is_here;        /* in the group */
	bool was_heard;      /* in an active view */
	struct moment heard; /* last, then */
	struct moment here;  /* when it was last in the group */
};

struct footing {
	struct moment begun;
	struct ring ring;
	int64_t lease_ms;
	unsigned nnodes;
	struct footing_node nodes[RECORD_NODES_MAX];
	uint64_t complete; /* the last view that was active in this life */
	struct standing_vote vote;
	struct moment told; /* when the device last spoke */
};

/* What is on disk and in force, of the databases together. */
struct footing_view {
	const struct record *record; /* NULL: no database yet */
	bool is_active;
	bool is_common; /* all databases have these members */
};

void footing_init(struct footing *footing, struct moment now);
void footing_on_group(
    struct footing *footing, const struct view_group *group, struct moment now);

/* To be called with every message of another keeper, with the view then. */
void footing_on_message(struct footing *footing, uint32_t sender,
    const struct footing_view *view, struct moment now);

/* True when what may be acted on has changed. */
bool footing_on_vote(struct footing *footing, const struct standing_vote *vote,
    struct moment now);

/* The device spoke lately. */
bool footing_is_told(const struct footing *footing, struct moment now);

/* As the device said lately; nothing is known when it is silent. */
struct reach footing_reach(const struct footing *footing, struct moment now);

/* Does the device's vote count for that ring? */
bool footing_may_act(const struct footing *footing, struct ring ring);

void footing_tell(const struct footing *footing, uint32_t self,
    const struct footing_view *view, struct moment now,
    struct standing *ret_standing);

#endif
