/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relay.h - a UDP datagram in an IPv4 packet, made by hand: to be sent to the
 * gateway's hardware address though its target is a neighbour, so that the
 * gateway routes it back into the network it came from.  Pure.
 */
#ifndef QUORUM_RELAY_H
#define QUORUM_RELAY_H

#include <stddef.h>
#include <stdint.h>

#define RELAY_HEADERS 28

struct relay_path {
	uint8_t from[4], to[4]; /* IPv4, network order */
	uint16_t port;          /* both ends' */
	uint16_t number;        /* of the packet */
};

/* The packet's size; 0 when it does not fit. */
size_t relay_build(const struct relay_path *path, const void *words,
    size_t nwords, uint8_t *ret_bytes, size_t size);

#endif
