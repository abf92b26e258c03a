/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ring.h - the name of one membership of corosync.
 *
 * CPG and the quorum service speak of the same membership at different
 * moments: a client of the one may know the new ring before the other has been
 * told its verdict.  Two facts belong together only if their rings are equal.
 */
#ifndef CPG_RING_H
#define CPG_RING_H

#include <stdbool.h>
#include <stdint.h>

#define RING_MEMBERS_MAX 32

struct ring {
	uint32_t node; /* of the ring's representative */
	uint64_t seq;  /* grows with every membership; 0: none known */
};

static inline bool
ring_equal(struct ring a, struct ring b)
{
	return a.seq == b.seq && a.node == b.node;
}

#endif
