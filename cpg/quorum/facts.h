/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - from what the daemon has heard to what the decision looks at, and
 * from the verdict to what the others are told.  Pure.
 */
#ifndef QUORUM_FACTS_H
#define QUORUM_FACTS_H

#include "cpg/quorum/decide_vote.h"
#include "cpg/quorum/setting.h"
#include "cpg/quorum/sight.h"
#include "cpg/standing.h"

/* All that is known, by who found it out. */
struct facts {
	uint64_t life; /* of this daemon */
	struct config config;
	struct setting setting;
	bool has_corosync;
	struct ring ring; /* seq 0: none */
	uint32_t members; /* of it, as a set of places */
	struct moment ring_since;
	bool has_standing; /* the keeper answered */
	struct standing standing;
	struct moment asked, answered; /* about it */
	unsigned ngateways;            /* that answer, now */
	struct sight sight;
	struct why objection; /* of the host: no key, no socket, ... */
};

/* The place of a node, or VOTE_NODES_MAX. */
unsigned facts_place(const struct config *config, uint32_t id);
uint32_t facts_set(
    const struct config *config, const uint32_t *ids, unsigned n);

void facts_fill(
    const struct facts *facts, struct moment now, struct vote_facts *ret_facts);

/* Without life, counter and way, which are the sender's. */
void facts_word(const struct facts *facts, const struct vote_verdict *verdict,
    struct moment now, struct witness *ret_word);

/* "works", "works one way", "does not relay", "off". */
const char *facts_relay(const struct facts *facts, struct moment now);

#endif
