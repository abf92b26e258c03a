/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ip.h - one IPv4 or IPv6 address, and the networks it is in.  Pure.
 */
#ifndef VIP_IP_H
#define VIP_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IP_TEXT_MAX  46
#define IP_BYTES_MAX 16

struct ip {
	int family; /* AF_INET or AF_INET6 */
	uint8_t bytes[IP_BYTES_MAX];
};

/* Numeric forms only, no zone; *ret_ip untouched on failure. */
bool ip_parse(const char *text, struct ip *ret_ip);

/* size bytes as they stand on the wire; false unless they fit the family. */
bool ip_from_bytes(
    int family, const void *bytes, size_t size, struct ip *ret_ip);

/* Writes the text form into buf and returns buf. */
const char *ip_text(const struct ip *ip, char buf[IP_TEXT_MAX]);

size_t ip_size(const struct ip *ip);   /* bytes: 4 or 16 */
unsigned ip_bits(const struct ip *ip); /* 32 or 128 */
bool ip_equal(const struct ip *a, const struct ip *b);

/* True when the first `prefix` bits are the same, and the family. */
bool ip_same_network(const struct ip *a, const struct ip *b, unsigned prefix);

/* The address with all bits set behind the prefix. */
struct ip ip_broadcast(const struct ip *ip, unsigned prefix);

/* True for what one host can hold for others to connect to. */
bool ip_is_usable(const struct ip *ip);
bool ip_is_link_local6(const struct ip *ip);

#endif
