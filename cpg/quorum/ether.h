/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ether.h - the service network by hardware addresses: who is asked for by
 * ARP, and packets for a hardware address of our choice.  The only file of the
 * quorum device that meets packet sockets.
 *
 * The service network is the interface whose network has both an address of
 * this node that corosync uses and a gateway.
 */
#ifndef QUORUM_ETHER_H
#define QUORUM_ETHER_H

#include <stdbool.h>
#include <stddef.h>

#include "cpg/quorum/config.h"

struct why;

#define ETHER_MAC 6

struct ether {
	int fd;    /* -1: there is no such network, or it is not Ethernet */
	int index; /* of the interface */
	char name[32];
	uint8_t mac[ETHER_MAC];
	uint8_t own[4]; /* the IPv4 address there */
	uint8_t mask[4];
};

/*
 * Finds it for this node's addresses and the gateways.  False with a sentence
 * when there is none of IPv4: then nothing is relayed, and nobody asked by
 * ARP.
 */
bool ether_open(struct ether *ether, const struct config_node *self,
    const struct address gateways[], unsigned ngateways, struct why *why);
void ether_close(struct ether *ether);

/* Is that address in this network? */
bool ether_has(const struct ether *ether, const struct address *address);

/* "Who has it?" */
void ether_ask(struct ether *ether, const struct address *whom);

/* The next ARP message of others; false when there is none. */
bool ether_receive(
    struct ether *ether, struct address *ret_from, uint8_t ret_mac[ETHER_MAC]);

/* An IPv4 packet, to that hardware address. */
void ether_send(struct ether *ether, const uint8_t mac[ETHER_MAC],
    const void *packet, size_t npacket);

/* Has this host itself that address? */
bool ether_is_own(const struct address *address);

#endif
