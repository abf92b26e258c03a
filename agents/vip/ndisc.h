/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ndisc.h - IPv6 neighbour discovery packets, IPv6 header included: the probe
 * of RFC 4862 and the unsolicited advertisement of RFC 4861.  Pure.
 *
 * For interfaces with hardware addresses of six bytes.
 */
#ifndef VIP_NDISC_H
#define VIP_NDISC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agents/vip/facts.h"

#define NDISC_BYTES_MAX 72 /* IPv6 header 40, message 24, one option 8 */
#define NDISC_MAC       6

struct ndisc {
	bool is_solicitation; /* else an advertisement */
	struct ip source, target;
	bool has_mac; /* the message names a hardware address */
	uint8_t mac[NDISC_MAC];
};

/*
 * "Who has ip?", asked from the unspecified address.  *ret_group_mac is where
 * to send it, and where other machines' probes for ip are sent to.
 */
size_t ndisc_build_probe(const struct ip *ip,
    uint8_t ret_bytes[NDISC_BYTES_MAX], uint8_t ret_group_mac[NDISC_MAC]);

/* "ip is at my place", to all nodes. */
size_t ndisc_build_announcement(const struct link *link, const struct ip *ip,
    bool is_router, uint8_t ret_bytes[NDISC_BYTES_MAX],
    uint8_t ret_group_mac[NDISC_MAC]);

/* False for anything but a whole solicitation or advertisement. */
bool ndisc_parse(const uint8_t *bytes, size_t size, struct ndisc *ret_ndisc);

/* True when another machine uses ip, or probes for it at the same time. from
 * is the hardware address the frame came from. */
bool ndisc_contests(const struct ndisc *ndisc, const struct link *own,
    const uint8_t from[NDISC_MAC], const struct ip *ip);

/* True when another machine says that it has ip; a probe says no such thing. */
bool ndisc_claims(const struct ndisc *ndisc, const struct link *own,
    const uint8_t from[NDISC_MAC], const struct ip *ip);

#endif
