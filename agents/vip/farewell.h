/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * farewell.h - what clients hear who still come to an address that has left.
 *
 * Until the next holder has announced it, their segments arrive here, where
 * the kernel drops them without a word, and TCP tries again only after a
 * second, and after three.  Answered with a reset they try again at once.
 */
#ifndef VIP_FAREWELL_H
#define VIP_FAREWELL_H

#include <stdbool.h>

#include "agents/vip/facts.h"
#include "agents/vip/packet.h"

struct why;

/* Begins as { 0 }. */
struct farewell {
	struct ip ip;
	unsigned nears;
	struct ear {
		struct link link;
		struct packet segments;   /* for the address */
		struct packet neighbours; /* ARP or neighbour discovery */
	} ears[HOLDERS_MAX];
};

/*
 * Begins to listen wherever the address is, so that nobody is missed who comes
 * while it leaves.  False, with a sentence, when one interface will be silent.
 */
bool farewell_listen(
    struct farewell *farewell, const struct facts *facts, struct why *why);

/*
 * Once the address has left: a child answers what has come since, and what
 * comes, until another machine announces the address, or this host has it
 * again, or three seconds have passed.  It takes the turn over for the moment
 * that it needs to be found by farewell_end().  False when there is no child.
 */
bool farewell_begin(
    const struct farewell *farewell, int turn_fd, struct why *why);

/* Stops listening; the child goes on. */
void farewell_close(struct farewell *farewell);

/*
 * Ends a child that is still at it, before the address is taken here again.
 * False when it could not be ended in time; even then it answers nothing any
 * more once the address is here.
 */
bool farewell_end(const struct ip *ip, struct moment until);

#endif
