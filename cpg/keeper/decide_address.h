/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_address.h - may an address of clients be put on this node?
 *
 * Whatever Pacemaker has fenced or not: only with this node's lease, and when
 * no other node can still have it.
 */
#ifndef KEEPER_DECIDE_ADDRESS_H
#define KEEPER_DECIDE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/why.h"

struct address_other {
	const char *name;
	bool is_member;  /* its keeper is in the group, and has told */
	bool holds;      /* and said that the address is there */
	bool is_fenced;  /* by a device, after its last echo */
	int64_t left_ms; /* until it surely has no lease; 0: it has none */
};

struct address_facts {
	bool is_fenced; /* this node */
	bool is_active, has_lease, all_told;
	bool is_dropping; /* the addresses here are just being taken away */
	unsigned nothers;
	const struct address_other *others; /* every other configured node */
};

enum address_verdict {
	ADDRESS_FENCED_HERE, /* refused */
	ADDRESS_NO_VIEW,     /* wait, as for all that follow */
	ADDRESS_NO_LEASE,
	ADDRESS_DROPPING,
	ADDRESS_NOT_TOLD,
	ADDRESS_ELSEWHERE,
	ADDRESS_AWAITS_LEASE,
	ADDRESS_FREE,
};

/* *ret_other: the node that the verdict is about; NULL for none. */
enum address_verdict decide_address(
    const struct address_facts *facts, const struct address_other **ret_other);

void decide_address_why(enum address_verdict verdict,
    const struct address_other *other, struct why *ret_why);

#endif
