/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vote.h - all that the vote of the quorum device may depend on.
 *
 * Nodes are bits: bit i is the i-th configured node, ascending by id, the same
 * on every node.  A partition is the set of nodes of the present ring; missing
 * is who is configured and not in it.
 */
#ifndef QUORUM_VOTE_H
#define QUORUM_VOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/ring.h"
#include "ocf/moment.h"

/* The simulator of tests/votesim builds with a smaller bound, nobody else. */
#ifndef VOTE_NODES_MAX
#define VOTE_NODES_MAX 16
#endif

/* Who is right, of two that both live: the later record; then who holds the
 * primary; then the lower id. */
struct vote_rank {
	uint64_t view, seq; /* of the record */
	bool has_primary;
	uint32_t node; /* 0: not known, lower than all */
};

/* What this node's keeper knows (cpg/standing.h), as sets. */
struct vote_standing {
	bool is_known; /* it answered, and about the present ring */
	uint64_t view; /* the last installed; 0: none */
	uint32_t members;
	unsigned nmembers; /* also those that are configured no more */
	bool is_complete;  /* every member was heard to have installed it */
	bool is_active;    /* in the keeper's present ring, now */
	/* The oldest of the last echoes of the missing members, heard while
	 * that view was active; and the newest that can have been sent to any
	 * missing node. */
	struct moment heard, sent;
	int64_t lease_ms;
	struct vote_rank rank;
};

/* What a member of the partition says of itself, to the others in it. */
struct vote_report {
	bool is_there; /* said of the present ring, a moment ago */
	bool has_keeper;
	uint64_t view;
	uint32_t members;
	unsigned nmembers;
	bool is_complete;
	bool is_continuous;
	bool has_gateway;
	uint32_t hears;   /* missing nodes that live, as far as it can tell */
	uint32_t yielded; /* missing nodes that yielded to it */
	bool is_due;      /* its evidence lasted until it may act */
	struct vote_rank rank;
};

/*
 * What an administrator said, in one situation and for that one only: these
 * missing nodes are off, and were so before they can have acted alone.
 */
struct vote_off {
	uint32_t nodes;
	struct ring ring;
	uint64_t view; /* the last installed */
	uint32_t turn; /* of vote_state */
};

struct vote_facts {
	struct moment now;
	bool has_corosync;
	const char *objection; /* to the configuration; NULL: sensible */
	unsigned nnodes;
	unsigned self;
	uint32_t ring; /* the partition */
	struct ring ring_id;
	struct moment ring_since; /* when this node heard of it */
	int64_t decision_ms;      /* how long an answer may take */
	struct vote_standing standing;
	bool has_gateway;
	/* It must relay, and did not, so that silence says too little. */
	bool lacks_relay;
	uint32_t hears;
	/* Missing nodes that said "I gave up", of this view or a later one,
	 * while they were missing. */
	uint32_t yielded;
	struct vote_off off;
	struct vote_rank ranks[VOTE_NODES_MAX]; /* of the missing, as said */
	struct vote_report reports[VOTE_NODES_MAX]; /* of the other members */
};

/* In order: why it is cast, why it is not. */
enum vote_reason {
	VOTE_MOST_NODES,
	VOTE_MOST_OF_VIEW,
	VOTE_SILENCE,
	VOTE_YIELDED,
	VOTE_SAID_OFF,
	VOTE_LATCHED,
	VOTE_NO_COROSYNC,
	VOTE_NOT_SENSIBLE,
	VOTE_TOO_FEW,
	VOTE_NOT_REPORTED,
	VOTE_NO_KEEPER,
	VOTE_VIEW_UNKNOWN,
	VOTE_OTHERS_HAVE_MORE,
	VOTE_NO_CONTINUITY,
	VOTE_NO_GATEWAY,
	VOTE_NO_RELAY,
	VOTE_LIFE_SEEN,
};

#endif
