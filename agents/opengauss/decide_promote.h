/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_promote.h - may this standby become the primary?
 *
 * What must not be lost is what the last primary acknowledged.  Nobody here
 * knows for sure which node that was, so every node o that may have been it has
 * to be cleared, by one of:
 *
 *  (i)   o is this node: it has all it ever acknowledged.
 *  (ii)  o is heard, is no primary, and its WAL is not later than ours in
 *        (term, LSN): what it acknowledged is in its WAL, therefore in ours.
 *  (iii) for one group "k of S" of the rule: at least |S \ o| - k + 1 nodes of
 *        S \ o are heard (this one among them) with WAL not later than ours.
 *        o never waits for itself, so whatever it acknowledged was on k nodes
 *        of S \ o.  Any k of them and any |S \ o| - k + 1 of them share one;
 *        that one's WAL has the commit, and so has ours.
 *
 * "Not later" is enough because a primary is promoted with a term of its own
 * and only with WAL that holds everything acknowledged before: a WAL that ends
 * later in (term, LSN) holds what the earlier one holds of acknowledged
 * commits.
 *
 * k = 0 (the rule "''") leaves (i) and (ii).  Without a rule given the
 * database's own setting is unknown here and what a failover may lose is the
 * administrator's choice; a node that is heard to be ahead still objects.
 *
 * A node that is heard over the network but is not in this partition counts as
 * not heard for (ii) and (iii), since it may still follow another primary; a
 * primary objects wherever it is heard.
 */
#ifndef OPENGAUSS_DECIDE_PROMOTE_H
#define OPENGAUSS_DECIDE_PROMOTE_H

#include <stdbool.h>
#include <stdint.h>

struct facts;
struct peer;
struct why;

enum promote_objection {
	PROMOTE_MAY,
	PROMOTE_NOT_A_STANDBY,
	PROMOTE_BUILDING,
	PROMOTE_NEEDS_BUILD,
	PROMOTE_STREAM_UP,
	PROMOTE_PEER_IS_PRIMARY,
	PROMOTE_PEER_IS_AHEAD,
	PROMOTE_NOT_ENOUGH_HEARD,
};

struct promotion {
	enum promote_objection objection;
	const struct peer *peer; /* within the facts; NULL: nobody in
				    particular */
	unsigned heard, needed;  /* for NOT_ENOUGH_HEARD under a rule with
				    k >= 1; needed 0: no number would do */
};

/* The first objection that holds, in the order of the enum. */
struct promotion decide_promote(const struct facts *facts);

/* The objection as a sentence that names the node; "" for PROMOTE_MAY. */
void decide_promote_text(const struct facts *facts,
    const struct promotion *promotion, struct why *ret_why);

/*
 * The term of a promotion: above every term that was seen, and no less than the
 * time of day in seconds.  A node may have been promoted, have replicated
 * nothing and be gone, and with it all knowledge of its term; by the clock the
 * next term is above that one all the same, so that the log it comes back with
 * is not taken for the later one.
 */
uint64_t decide_promote_term(const struct facts *facts, int64_t now_s);

/* True where waiting a few seconds may lift the objection. */
bool decide_promote_may_pass(
    const struct facts *facts, enum promote_objection objection);

/* A standby whose word counts for (ii) and (iii), ahead of us or not. */
bool decide_promote_counts(const struct facts *facts, const struct peer *peer);

/* Less than, equal to or greater than 0: the peer's WAL ends before, at or
 * after ours. */
int decide_promote_compare(const struct facts *facts, const struct peer *peer);

#endif
