/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_reach.h - which of two nodes reaches more gateways?
 *
 * The quorum device's second service, also in clusters of an odd number of
 * nodes: a node that clients cannot reach is no good primary.  Reaches are only
 * compared: a gateway that answers nobody changes nothing.
 */
#ifndef KEEPER_DECIDE_REACH_H
#define KEEPER_DECIDE_REACH_H

#include <stdbool.h>

struct reach {
	unsigned ngateways; /* configured; 0: nothing is known */
	unsigned nanswering;
};

/* Does the other reach more?  Not where one of the two knows nothing. */
bool decide_reach_is_less(const struct reach *reach, const struct reach *other);

#endif
