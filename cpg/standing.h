/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * standing.h - what the quorum device and the keeper of one node tell each
 * other, REQUEST_STANDING of request.h: a few times a second, and at once when
 * corosync forms another ring.
 *
 * The device casts its vote for half of the nodes only on what the keeper says
 * here; the keeper acts on such a vote only when the device says that it may.
 * Plain values of fixed size.
 */
#ifndef CPG_STANDING_H
#define CPG_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/ring.h"

#define STANDING_NODES_MAX 16

/* A situation of one node, in which an administrator may say that others are
 * off: what was said in one counts in no other. */
struct standing_occasion {
	uint64_t life; /* of the device; 0: there is none */
	struct ring ring;
	uint64_t view; /* the last installed */
	uint32_t turn;
};

static inline bool
standing_same_occasion(
    const struct standing_occasion *a, const struct standing_occasion *b)
{
	return a->life == b->life && ring_equal(a->ring, b->ring) &&
	       a->view == b->view && a->turn == b->turn;
}

/* May it be said of a node? */
enum standing_off {
	STANDING_OFF_UNKNOWN, /* it is not configured */
	STANDING_OFF_MAY_BE_SAID,
	STANDING_OFF_IS_HERE,
	STANDING_OFF_NOT_NEEDED,  /* this partition has the vote */
	STANDING_OFF_NO_HELP,     /* there is more that it lacks */
	STANDING_OFF_LIVES,       /* it was heard just now */
	STANDING_OFF_NOT_IN_VIEW, /* nobody waits for it */
	STANDING_OFF_NOT_SEEN,    /* the last view active, by this keeper */
};

struct standing_node {
	uint32_t node;
	uint32_t off; /* enum standing_off */
};

/* From the device. */
struct standing_vote {
	struct ring ring; /* that it speaks of */
	/*
	 * The partition has the vote, and may act on it: it is most of the
	 * nodes or of the last installed view, or it is half of them and no
	 * missing node can hold a lease any more.  Once true for a ring it
	 * stays so, also when the device ends.
	 */
	bool may_act;
	uint32_t ngateways, nanswering; /* configured; of those, answering */
	bool has_gateway;               /* enough of them answer */
	struct standing_occasion occasion;
	uint32_t nnodes; /* configured */
	struct standing_node nodes[STANDING_NODES_MAX];
};

/* Ages in milliseconds, from the moment of the answer. */
struct standing_echo {
	uint32_t node;
	/* Since its last echo of this node's lease, heard while the last
	 * installed view was active; at least as long as it was. */
	int64_t heard_ms;
	/* Since this node can have sent it an echo; at most as long. */
	int64_t sent_ms;
};

/* From the keeper.  Of all its databases, which have one view as a rule; where
 * they have not, it is told as not complete. */
struct standing {
	struct ring ring; /* of the keepers' group; seq 0: in none */
	uint64_t view;    /* the last installed, on disk; 0: none */
	uint32_t nmembers;
	uint32_t members[STANDING_NODES_MAX];
	/* All members were heard to have installed it, in this life of the
	 * keeper; always so for a view of this node alone. */
	bool is_complete;
	bool is_active; /* in that ring, now */
	uint64_t record_view, record_seq;
	bool has_primary; /* the record names this node */
	int64_t lease_ms; /* T_lease; 0: not known, so no vote for a half */
	uint32_t nechoes;
	struct standing_echo echoes[STANDING_NODES_MAX];
	/* What an administrator said, and in which situation. */
	struct standing_occasion occasion;
	uint32_t noff;
	uint32_t off[STANDING_NODES_MAX];
};

#endif
