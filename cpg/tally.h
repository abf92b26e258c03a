/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tally.h - how many votes there are, and how many are needed so that two
 * partitions can never both have them.
 *
 * votequorum can be told to let less than a majority act (two_node,
 * auto_tie_breaker, last_man_standing, allow_downscale, a device with many
 * votes).  That is no basis for a promise: the majority of what corosync.conf
 * lists is asked for all the same, and such a device's votes are not counted.
 */
#ifndef CPG_TALLY_H
#define CPG_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/ring.h"

struct tally_voter {
	uint32_t node;
	unsigned votes;
};

struct tally {
	unsigned quorum;       /* votes needed */
	unsigned device_votes; /* that the quorum device casts here, now */
	unsigned nvoters;      /* in corosync.conf, here or not */
	struct tally_voter voters[RING_MEMBERS_MAX];
	bool has_device;
	bool is_gateway;  /* it is ours: its vote counts when it may be acted
			     on, of which it tells the keeper */
	int64_t lease_ms; /* T_lease by corosync's settings, lease_time.h */
	const char *not_exclusive; /* the option that lets a minority act; NULL:
				      none.  Static storage. */
};

/* What votequorum says. */
struct tally_facts {
	unsigned quorum;
	unsigned device_votes; /* configured */
	bool has_device;
	bool is_cast; /* the device is alive and casts its vote here */
	bool two_node, auto_tie_breaker, last_man_standing, allow_downscale;
	bool master_wins;
};

/* The same nodes, with the same votes, in the same order. */
bool tally_same_voters(const struct tally *a, const struct tally *b);

/* Fills everything but the voters, from them and the facts. */
void tally_count(struct tally *tally, const struct tally_facts *facts);

#endif
