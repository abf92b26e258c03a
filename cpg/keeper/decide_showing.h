/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_showing.h - may Pacemaker be told now what is for people's eyes only?
 * Pure.
 *
 * Every attribute that changes has Pacemaker compute anew, and begin nothing
 * until it has: with eight standbys that each tell of their lag, state and
 * position when the primary's node is lost, the node was fenced seven seconds
 * later than could be.
 */
#ifndef KEEPER_DECIDE_SHOWING_H
#define KEEPER_DECIDE_SHOWING_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/keeper/decide_score.h"

/* What has not changed for so long is shown. */
#define SHOWING_SETTLED_MS 1500
/* Longer than a failover takes with nine nodes, from the loss to the end. */
#define SHOWING_FAILOVER_MS 10000

struct showing_facts {
	int64_t since_change_ms;
	bool has_primary;         /* one is in sight */
	bool had_primary;         /* one was, since this keeper began */
	int64_t since_primary_ms; /* since it was last in sight */
	bool is_relearning;       /* the primary's role; relearning.h */
	/* Another node is being promoted, as its keeper says. */
	bool another_has_grant;
};

bool decide_showing(const struct showing_facts *facts);

/*
 * May a score that has changed be told at once?  Where Pacemaker chooses by it
 * now: a primary's is taken away, or there is no primary, or a person wants it.
 * That of a new primary is not: its address would have to wait, as it has to
 * for what others tell while it is promoted (seen: seven standbys that said
 * that it was better than they, and half a second).  was_primary: Pacemaker has
 * the score of a primary.
 */
bool decide_showing_score(
    const struct showing_facts *facts, enum score score, bool was_primary);

#endif
