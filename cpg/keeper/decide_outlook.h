/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_outlook.h - what would happen if the primary's node died now?
 *
 * decide_promotion() asked of a world that is not there: the primary and its
 * node are gone, everybody else who is heard refuses it, and has what it has.
 * For people to look at; nothing is granted on it.
 */
#ifndef KEEPER_DECIDE_OUTLOOK_H
#define KEEPER_DECIDE_OUTLOOK_H

#include "cpg/keeper/decide_promotion.h"

struct outlook_facts {
	/*
	 * That world: record NULL without an active view, the others that are
	 * heard as candidates, all refusing.  world.node is of no meaning.
	 */
	struct promotion_facts world;
	/* Of each candidate, in the same order. */
	struct {
		unsigned farness; /* from the primary: place.h */
		bool catches_up;
	} nodes[RECORD_NODES_MAX];
	uint32_t primary;       /* who runs as one; 0: nobody */
	unsigned nkeepers;      /* configured */
	unsigned nkeepers_here; /* in the group */
	unsigned votes;         /* of those here, without the primary's */
	unsigned quorum;        /* votes needed */
	unsigned device_votes;  /* that the quorum device casts now */
};

enum outlook {
	OUTLOOK_TAKES_OVER,
	OUTLOOK_WITH_DEVICE,   /* if the quorum device votes for it then */
	OUTLOOK_DATABASE_ONLY, /* not if the node died, for want of votes */
	OUTLOOK_NOBODY,
	OUTLOOK_NO_VIEW,
};

struct outlook_verdict {
	enum outlook outlook;
	uint32_t node; /* who takes over, or came nearest to it; 0: nobody */
	struct promotion_verdict promotion; /* of that node */
};

struct outlook_verdict decide_outlook(const struct outlook_facts *facts);

/* The sentence for people; name(node) gives a node's name. */
void decide_outlook_why(const struct outlook_facts *facts,
    const struct outlook_verdict *verdict, const char *(*name)(uint32_t node),
    struct why *ret_why);

/*
 * What would stand against one node in that world: a sentence, "" when it
 * could take over, and for the primary itself.
 */
void decide_outlook_objection(const struct outlook_facts *facts, uint32_t node,
    const char *(*name)(uint32_t node), struct why *ret_why);

#endif
