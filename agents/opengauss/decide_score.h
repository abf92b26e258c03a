/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_score.h - how much should Pacemaker want this node as the primary?
 *
 * A score says what promote would answer: none where it would refuse.  A
 * primary that was demoted or died holds back as long as another node may take
 * over: it would otherwise bid against the failover that is under way.
 */
#ifndef OPENGAUSS_DECIDE_SCORE_H
#define OPENGAUSS_DECIDE_SCORE_H

#include <stdbool.h>

struct facts;

/*
 * The distance between the first two keeps the primary where it is: no
 * standby, however good, outbids it.
 */
enum score {
	SCORE_NONE = 0,     /* the attribute is deleted: never promoted */
	SCORE_LAGGING = 50, /* catches up, or is not in the rule */
	SCORE_NEXT = 100, /* may, but another node may as well and is better */
	/*
	 * Follows a primary closely, or has lost it and is behind nobody.  One
	 * word for both: every change of a score has Pacemaker begin anew, and
	 * what it begins anew at that moment is the failover.
	 */
	SCORE_READY = 200,
	SCORE_PRIMARY = 1000,
};

enum score decide_score(const struct facts *facts);

/*
 * Does the score of this node depend on the other nodes now?  True of a
 * standby without a stream; of any other they need not be asked.
 */
bool decide_score_needs_peers(const struct facts *facts);

#endif
