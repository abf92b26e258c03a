/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arp.h - ARP packets: the probe and the announcement of RFC 5227.  Pure.
 */
#ifndef VIP_ARP_H
#define VIP_ARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agents/vip/facts.h"

#define ARP_BYTES_MAX (8 + 2 * (MAC_MAX + 4))

struct arp {
	bool is_request; /* else it is a reply */
	unsigned nmac;
	uint8_t sender_mac[MAC_MAX];
	struct ip sender, target;
};

/* "Who has ip?", asked by nobody, so that no cache learns from it. */
size_t arp_build_probe(const struct link *link, const struct ip *ip,
    uint8_t ret_bytes[ARP_BYTES_MAX]);

/*
 * "ip is at my place".  As a request and as a reply: there are switches and
 * firewalls that heed only one of them.
 */
size_t arp_build_announcement(const struct link *link, const struct ip *ip,
    bool as_reply, uint8_t ret_bytes[ARP_BYTES_MAX]);

/* False for anything but a whole IPv4 request or reply. */
bool arp_parse(const uint8_t *bytes, size_t size, struct arp *ret_arp);

/*
 * True when another machine uses ip, or probes for it at the same time.  What
 * carries our own hardware address is our own packet coming back.
 */
bool arp_contests(
    const struct arp *arp, const struct link *own, const struct ip *ip);

/* True when another machine says that it has ip; a probe says no such thing. */
bool arp_claims(
    const struct arp *arp, const struct link *own, const struct ip *ip);

#endif
