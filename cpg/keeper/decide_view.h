/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_view.h - the questions on which the keepers' views rest, each with
 * one answer in one place.
 *
 * view.c asks them in order; leaving one out loses the record, and the
 * simulator of tests/sim shows how.
 */
#ifndef KEEPER_DECIDE_VIEW_H
#define KEEPER_DECIDE_VIEW_H

#include "cpg/keeper/record.h"
#include "cpg/ring.h"

/* The keepers in the process group, and the ring under them. */
struct view_group {
	struct ring ring;
	unsigned nnodes;
	uint32_t nodes[RECORD_NODES_MAX];
};

/* A configured node, as votequorum lists it. */
struct voter {
	uint32_t node;
	unsigned votes;
	bool in_ring; /* corosync runs there and is with us */
};

/* What votequorum last said. */
struct view_verdict {
	struct ring ring;
	bool quorate;
	unsigned quorum;       /* votes needed */
	unsigned device_votes; /* that the quorum device casts here, now */
	unsigned nvoters;
	struct voter voters[RECORD_NODES_MAX];
};

/* What a keeper says of its disk when a group forms. */
struct greeting {
	uint64_t promise;
	bool counts;
	bool blank; /* its record says nothing yet: record_is_blank() */
};

bool decide_view_same_ring(const struct ring *a, const struct ring *b);
bool decide_view_has(const struct view_group *group, uint32_t node);

/*
 * May these keepers, with these greetings (in the order of group->nodes), form
 * a view?  Votes are counted over keepers that answered, not over nodes on
 * which corosync runs: an update that a node did not store, it cannot tell.
 * The device's vote says that this *ring* may act.  It counts only while every
 * node of the ring has its keeper here; otherwise two keepers of one ring,
 * present in turn, would each use it.
 */
bool decide_view_quorate(const struct view_group *group,
    const struct greeting greetings[], const struct view_verdict *verdict);

/* The number of the view: above every promise among them. */
uint64_t decide_view_number(const struct greeting greetings[], unsigned n);

/* Must the promise be on disk before this view is taken part in? */
bool decide_view_must_promise(const struct ledger *ledger, uint64_t number);

/* Bit i of answered: the i-th of n members has answered. */
bool decide_view_all_answered(uint32_t answered, unsigned n, unsigned self);

/* Is this the update that follows what the disk holds? */
bool decide_view_follows(
    const struct ledger *ledger, const struct record *update);

#endif
