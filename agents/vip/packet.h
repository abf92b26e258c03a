/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packet.h - sends and hears whole packets on one interface: ARP, neighbour
 * discovery, or TCP.  The only file that meets packet sockets.
 */
#ifndef VIP_PACKET_H
#define VIP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "agents/vip/facts.h"
#include "ocf/moment.h"

struct why;

struct packet {
	int fd;    /* -1: not open */
	int index; /* of the interface */
	uint16_t protocol;
};

/* What was heard, from its network header on. */
struct packet_frame {
	size_t size;
	unsigned nmac;
	uint8_t from[MAC_MAX];
	uint8_t bytes[256]; /* the rest of a longer one is cut off */
};

/* Hears ARP for AF_INET, neighbour discovery for AF_INET6. */
bool packet_open(struct packet *packet, const struct link *link, int family,
    struct why *why);

/* Hears the TCP segments for ip that come to the interface's own hardware
 * address, whether this host has ip or not. */
bool packet_open_segments(struct packet *packet, const struct link *link,
    const struct ip *ip, struct why *why);
void packet_close(struct packet *packet);

/* Also hears what is sent to this group of six bytes. */
bool packet_join(
    struct packet *packet, const uint8_t *group_mac, struct why *why);

bool packet_send(struct packet *packet, const uint8_t *to, unsigned nto,
    const uint8_t *bytes, size_t size, struct why *why);

/* True with the next frame of others; false when none came until `until`, or
 * when that has passed and none is there. */
bool packet_hear(
    struct packet *packet, struct moment until, struct packet_frame *ret_frame);

#endif
