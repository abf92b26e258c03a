/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_off.h - may an administrator say of this node that it is off?
 *
 * Only where that could help, and nothing contradicts it.  Pure.
 */
#ifndef QUORUM_DECIDE_OFF_H
#define QUORUM_DECIDE_OFF_H

#include "cpg/quorum/decide_vote.h"
#include "cpg/standing.h"

/* By what decide_vote() has just made of the same facts. */
enum standing_off decide_off(const struct vote_facts *facts,
    const struct vote_verdict *verdict, unsigned place);

#endif
