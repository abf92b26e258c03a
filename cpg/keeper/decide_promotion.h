/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_promotion.h - may this node's database become the primary without
 * losing a commit that was acknowledged?
 *
 * The one place where that is decided.  Every rule of the record must be
 * answered in one of three ways; the verdict names the rule and the node that
 * stand against it.
 */
#ifndef KEEPER_DECIDE_PROMOTION_H
#define KEEPER_DECIDE_PROMOTION_H

#include <stddef.h>

#include "cpg/keeper/record.h"
#include "gauss/lsn.h"

struct why;

/* Where a database's log ends: a later term counts more than a later byte. */
struct position {
	uint64_t term;
	struct lsn lsn;
};

/* What one member of the view said of its database, in this view. */
struct candidate {
	struct member data;
	bool is_primary; /* runs as one, or is being promoted */
	bool has_grant;  /* a grant that may still turn into a primary */
	bool refusing;   /* its stream is cut, and only then was it asked */
	bool building;   /* its data is incomplete */
	bool cascaded;   /* follows a standby */
	bool unguarded;  /* must have a watchdog, and has none that works */
	bool remote;     /* in another city than the primary was */
	struct position position; /* lsn 0: not known */
};

struct promotion_facts {
	const struct record *record; /* NULL: no view is active */
	uint32_t node;               /* who asks */
	/* Members of the view that answered; each at most once. */
	unsigned ncandidates;
	struct candidate candidates[RECORD_NODES_MAX];
	unsigned ndatabases; /* configured, to be heard before the first grant
			      */
	/* The refusals were asked for in another state of the record: see
	 * decide_refusal_is_held(). */
	bool is_outdated;
	/* A person has decided what may be lost: no rule is asked. */
	bool is_forced;
	/* A person has asked for this node: it may be a remote one. */
	bool is_wanted;
	/* Why the watchdog of who asks does not work; NULL: not known. */
	const char *unguarded;
	/* One failover unasked, the next when somebody has rearmed. */
	bool is_lite;
};

enum promotion_objection {
	PROMOTION_SAFE,
	PROMOTION_NO_VIEW,
	PROMOTION_ASKED_BEFORE,
	PROMOTION_HELD,
	PROMOTION_SPENT,
	PROMOTION_NO_ROOM,
	PROMOTION_NOT_HEARD,
	PROMOTION_DATA_UNKNOWN,
	PROMOTION_BUILDING,
	PROMOTION_CASCADED,
	PROMOTION_UNGUARDED,
	PROMOTION_REMOTE,
	PROMOTION_NOT_REFUSING,
	PROMOTION_FIRST_NEEDS_ALL,
	PROMOTION_FIRST_IS_BEHIND,
	PROMOTION_OWNER_ONLY,
	PROMOTION_TOO_FEW,
	PROMOTION_IS_BEHIND,
};

struct promotion_verdict {
	enum promotion_objection objection;
	uint32_t node;           /* who stands against it, else 0 */
	const struct rule *rule; /* inside facts->record, else NULL */
	unsigned heard, needed;  /* PROMOTION_TOO_FEW */
};

struct promotion_verdict decide_promotion(const struct promotion_facts *facts);

/*
 * The record's last grant is this data's, and its server does not know the
 * term: it may be told yet, or was, and is a primary the next moment.
 */
bool decide_promotion_is_untaken(
    const struct record *record, const struct member *data, uint64_t own_term);

/* Less than, equal to or greater than 0, as a is behind, at or ahead of b. */
int decide_promotion_compare(
    const struct position *a, const struct position *b);

/* The sentence for people; name(node) gives a node's name. */
/* What stands against everybody's promotion alike; "" for other objections. */
const char *decide_promotion_halt(enum promotion_objection objection);

void decide_promotion_why(const struct promotion_facts *facts,
    const struct promotion_verdict *verdict, const char *(*name)(uint32_t node),
    struct why *ret_why);

#endif
