/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_place.h - on which interface does the address belong, with which
 * prefix length?
 */
#ifndef VIP_DECIDE_PLACE_H
#define VIP_DECIDE_PLACE_H

struct facts;
struct link;
struct why;

enum place_verdict {
	PLACE_FOUND,
	PLACE_NO_SUCH_NIC,
	PLACE_NO_NETWORK, /* nic not given, and nothing tells it */
	PLACE_NO_PREFIX,  /* nic given, and no network on it tells the prefix */
};

struct place {
	const struct link *link; /* points into the facts; NULL unless found */
	unsigned prefix;
};

/*
 * Pure.  What the user said comes first; the rest comes from the connected
 * network that holds the address: the longest prefix, then an interface with
 * carrier, then the lower metric, as the kernel itself would route.
 */
enum place_verdict decide_place(
    const struct facts *facts, struct place *ret_place);

/* The sentence an operator is shown. */
void decide_place_tell(
    enum place_verdict verdict, const struct facts *facts, struct why *ret_why);

#endif
