/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * announce.h - tells the neighbours where the address is now: gratuitous ARP,
 * unsolicited neighbour advertisements.
 */
#ifndef VIP_ANNOUNCE_H
#define VIP_ANNOUNCE_H

#include <stdbool.h>

struct ip;
struct link;
struct why;

/* Once.  Success without a packet where the interface resolves nothing. */
bool announce_once(
    const struct link *link, const struct ip *ip, struct why *why);

/*
 * `times` more, one every interval_ms, by a child of its own that holds no
 * descriptor of ours and ends as soon as the address leaves the interface; at
 * the latest one second after the last would have been due.
 */
bool announce_repeatedly(const struct link *link, const struct ip *ip,
    unsigned times, unsigned interval_ms, struct why *why);

#endif
