/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * membership.h - what corosync's quorum service says of this partition.
 * The only file that meets libquorum.
 *
 * A verdict counts only together with a CPG view of the same ring (ring.h):
 * between a new membership and the device's answer the old verdict still
 * stands, and it is about another ring.
 */
#ifndef CPG_MEMBERSHIP_H
#define CPG_MEMBERSHIP_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/ring.h"

struct membership;
struct why;

struct verdict {
	struct ring ring;
	bool quorate;
	unsigned nmembers;
	uint32_t members[RING_MEMBERS_MAX];
};

/* heard() is called from membership_dispatch() only, at first with the present
 * verdict.  NULL with a sentence when corosync is not there. */
struct membership *membership_open(
    void (*heard)(void *context, const struct verdict *verdict), void *context,
    struct why *why);

void membership_close(struct membership *membership);

int membership_fd(const struct membership *membership);

/* False when corosync has gone: close and open again. */
bool membership_dispatch(struct membership *membership, struct why *why);

#endif
