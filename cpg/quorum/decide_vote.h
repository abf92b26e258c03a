/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_vote.h - is the device's vote cast for this partition, and may the
 * partition act upon it?
 *
 * Most of the nodes, or of the last installed view, always have it.  Half of
 * them have it
 *  1. only with continuity: this node saw the last installed view active, gave
 *     up nothing since, and the missing answered less than a lease ago,
 *  2. while a member reaches the gateway,
 *  3. and no member hears a missing node,
 *     2 and 3 without a gap from the cast until the half may act: a lease and
 *     a second after the last echo that it can have sent;
 *  4. or when the missing said that they gave up.  Where life is seen, the
 *     lower side gives up and says so.
 *  5. A half that may act keeps the vote until it meets the others.
 *  6. Instead of 1, 2 and 4, in a half whose keepers had the last installed
 *     view active: an administrator has said of each missing member that it is
 *     off since less than a lease after it was heard.  Silence still holds, and
 *     the wait.
 * doc/quorum.md tells which loss each of these prevents.
 *
 * Pure: the clock is in the facts, and all that lasts is in the state.
 */
#ifndef QUORUM_DECIDE_VOTE_H
#define QUORUM_DECIDE_VOTE_H

#include <stddef.h>

#include "cpg/quorum/vote.h"

struct why;

#define VOTE_SLEPT_MS 1000 /* a longer pause of this process breaks a hold */
#define VOTE_GUARD_MS 1000 /* T_wait = T_lease + this */

/* Begins as zeros, with the process. */
struct vote_state {
	struct moment last; /* when the last decision was taken */
	uint64_t seen_view; /* seen active by this process */
	uint64_t lost_view; /* no continuity in this view, nor an older one */
	bool is_holding;    /* a vote for a half is cast, and not yet due */
	uint32_t held;      /* for this partition */
	struct moment act_at;
	bool is_due;
	uint32_t turn;    /* grows when what was said before counts no more */
	uint32_t latched; /* the partition that may act; 0: none */
	uint64_t latched_view; /* the last installed one then */
};

struct vote_verdict {
	bool cast;
	enum vote_reason reason;
	bool may_act;    /* on this vote, if it takes it to be quorate */
	bool wait;       /* not an answer yet: ask again before ring_since +
			    decision_ms */
	bool gave_up;    /* just now */
	uint64_t yields; /* the view in which this node says it gave up; 0: it
			    says nothing of the kind */
	struct vote_report report; /* to be told to the others */
};

/* To be asked again at least four times a second, and at every change. */
struct vote_verdict decide_vote(
    struct vote_state *state, const struct vote_facts *facts);

/* The sentence, without names: "no missing node gives a sign of life ...". */
const char *decide_vote_text(enum vote_reason reason);

#endif
