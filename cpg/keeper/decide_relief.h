/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_relief.h - must the record say that everything rests on the primary
 * alone, so that a node can be rebuilt?
 *
 * A new primary's commits wait until its standbys have them.  Where all that is
 * left is a node that must be rebuilt, and rules of an earlier primary count on
 * its data, neither comes first: no barrier is passed, no old rule goes, no
 * build begins.  Of two nodes it would be so after every failover that left the
 * old primary with a longer log.
 *
 * The primary has all that those rules let be acknowledged.  So it may put one
 * rule that asks nobody in their place: from then on its disk is the only one
 * that counts, which is what the build would make of it anyway, and nobody who
 * has less is promoted.  Nothing is acknowledged by that rule: the names stay
 * those of the last one.
 */
#ifndef KEEPER_DECIDE_RELIEF_H
#define KEEPER_DECIDE_RELIEF_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/keeper/record.h"

struct why;

struct relief_facts {
	const struct record *record; /* whose last grant made us primary */
	int64_t short_ms; /* so long have too few standbys streamed */
	unsigned nwanting;
	/* Here, must be rebuilt, and would be if no rule stood against it. */
	struct member wanting[RULE_MEMBERS_MAX];
};

/* True with a sentence on whose account. */
bool decide_relief(const struct relief_facts *facts,
    const char *(*name)(uint32_t node), struct why *ret_why);

#endif
