/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refusing.h - carries out what candidates ask of this node's standby, and
 * ends it when decide_refusal() says so.
 *
 * Calls are counted from the beginning of a view.  All its members hear the
 * same calls in the same order, so a report that heeded n of them answers every
 * candidate whose call was among the first n.
 */
#ifndef KEEPER_REFUSING_H
#define KEEPER_REFUSING_H

#include "cpg/keeper/decide_refusal.h"
#include "ocf/moment.h"

struct database;
struct hand_answer;
struct message_call;

/* A candidate's request, as it was delivered last. */
struct refusing_call {
	uint32_t candidate; /* 0: place not in use */
	uint64_t serial, view, term;
	bool is_over;
};

struct refusing {
	struct refusing_call calls[RECORD_NODES_MAX];
	uint64_t view; /* of which the following count the calls */
	uint32_t ncalls;
	uint32_t nheeded;    /* as reports say it */
	uint32_t nattempted; /* when the deed was sent; 0: none is under way */
	struct moment tried_at;
	/* Whom the standby was last told to follow, and by which term: who
	 * cannot follow is told again and again, and the log once. */
	uint32_t told_node;
	uint64_t told_term;
};

/* The number of the call in its view; 0 when it is of another view. */
uint32_t refusing_on_call(struct database *database, uint32_t candidate,
    const struct message_call *call, struct moment now);
void refusing_on_over(struct database *database, uint32_t candidate,
    const struct message_call *call);

void refusing_on_answer(struct database *database,
    const struct hand_answer *answer, struct moment now);

/* May a refusal end, as things are? */
enum refusal_verdict refusing_verdict(const struct database *database);

/* Looks at what is due: deeds that calls wait for, refusals that may end. */
void refusing_review(struct database *database, struct moment now);

#endif
