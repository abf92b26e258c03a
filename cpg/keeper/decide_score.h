/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_score.h - how much should Pacemaker want this node as the primary?
 *
 * A score says what a promotion would be answered, if the present primary were
 * gone: none where it would be refused, so that none is begun in vain.  A
 * primary that was demoted or died holds back while another node may take
 * over: it would otherwise bid against the failover that is under way.
 */
#ifndef KEEPER_DECIDE_SCORE_H
#define KEEPER_DECIDE_SCORE_H

#include "cpg/keeper/decide_promotion.h"
#include "cpg/keeper/decide_reach.h"
#include "ocf/why.h"

/*
 * The distance between READY and PRIMARY keeps the primary where it is: no
 * standby, however good, outbids it, but the one that a person wants.
 */
enum score {
	/*
	 * Never promoted.  Pacemaker is told -INFINITY: without any score a
	 * location constraint alone would have it promote the node.
	 */
	SCORE_NONE = 0,
	SCORE_SICK = 10,    /* something is wrong that no restart heals */
	SCORE_LAGGING = 50, /* catches up, or is not in the rule */
	SCORE_NEXT = 100, /* may, but another node may as well and is better */
	/*
	 * Follows a primary closely, or has lost it and is behind nobody.  One
	 * word for both: every change of a score has Pacemaker begin anew, and
	 * what it begins anew at that moment is the failover.
	 */
	SCORE_READY = 200,
	/*
	 * The lasting one of a primary, which counts when Pacemaker has
	 * forgotten the others: more than any standby's, and less than that of
	 * a primary, or a node that was away would bid against its successor.
	 */
	SCORE_KEPT = 800,
	SCORE_PRIMARY = 1000,
	SCORE_WANTED = 2000, /* by a person: switchover, or forced */
};

struct score_facts {
	/*
	 * The promotion of this node as it would be judged: without the present
	 * primary, and all standbys refusing.
	 */
	struct promotion_facts world;
	bool is_looked_for; /* else whether it runs is not known yet */
	bool runs;
	bool answers;
	bool has_answered; /* ever, since this keeper watches it */
	bool was_primary;  /* when it last answered */
	bool is_primary;
	bool has_grant;   /* is about to be one */
	bool is_standby;  /* of the kind that may be promoted */
	bool needs_build; /* cannot follow, or is incomplete */
	bool catches_up;
	bool in_rule;     /* of the present primary */
	bool has_primary; /* one is heard */
	/* It was lost a moment ago, and not all have looked since. */
	bool is_unsettled;
	bool stands_down; /* is brought down on purpose, now */
	bool holds_back;  /* was brought down, and followed nobody since */
	bool is_wanted;   /* a switchover to it was asked for */
	bool is_forced;   /* whatever may be lost */
	/* It died as a primary and is to be promoted again here; the others
	 * have told Pacemaker that they are not. */
	bool is_reviving, others_yield;
	bool is_revived_elsewhere;
	/* The record has another primary, by a later grant. */
	bool is_superseded;
	bool is_sick;
	bool others_sick[RECORD_NODES_MAX]; /* beside world.candidates */
	struct reach reach, others_reach[RECORD_NODES_MAX];
	/* From where the primary is or was: place.h. */
	unsigned farness, others_farness[RECORD_NODES_MAX];
	/* A primary that has reached fewer gateways than another for long. */
	bool is_out_of_reach;
	bool is_view_missing; /* and has been for so long that it will not do */
};

struct score_verdict {
	bool stays; /* nothing can be said now: what was told goes on */
	enum score score;
	/* So much less: of two that are ready, the nearer is wanted. */
	unsigned farness;
	/* Why it cannot be promoted, with SCORE_NONE; else "". */
	struct why why;
};

struct score_verdict decide_score(
    const struct score_facts *facts, const char *(*name)(uint32_t node));

/*
 * Shall this node have the lasting score?  Pacemaker forgets all others when
 * its attribute manager or its controller crashes here, and would demote a
 * healthy primary for want of a score.
 */
enum score_kept {
	SCORE_KEPT_AS_IT_IS, /* nothing can be said now */
	SCORE_KEPT_NOT,
	SCORE_KEPT_HERE,
};

enum score_kept decide_score_kept(
    const struct score_facts *facts, const struct score_verdict *verdict);

#endif
