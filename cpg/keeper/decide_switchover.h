/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_switchover.h - would a planned switchover to that node come to its
 * end?  Refused beforehand, with the reason, where it would not.
 */
#ifndef KEEPER_DECIDE_SWITCHOVER_H
#define KEEPER_DECIDE_SWITCHOVER_H

#include <stdbool.h>

#include "cpg/keeper/decide_promotion.h"

struct switchover_facts {
	/* The promotion of that node as it would be judged when the primary
	 * has been stopped in good order. */
	struct promotion_facts world;
	bool is_forced;
	bool is_known;   /* the node has a database of this name */
	bool is_primary; /* it is one already */
	bool is_heard;   /* its keeper and its database answer */
	bool follows;    /* streams from the primary */
	bool is_near;    /* and is not far behind */
	bool has_primary;
	bool is_under_way; /* a promotion, or another switchover */
};

/* True, or false with a sentence. */
bool decide_switchover(const struct switchover_facts *facts,
    const char *(*name)(uint32_t node), struct why *ret_why);

#endif
