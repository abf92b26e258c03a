/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/relay.h"

#include <string.h>

#define IP_HEADER  20
#define UDP_HEADER 8
#define TTL        8 /* one router, and no journey */
#define UDP        17

static void
put(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint32_t
sum(const uint8_t *bytes, size_t n)
{
	uint32_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
	return total;
}

static uint16_t
fold(uint32_t total)
{
	while (total >> 16 != 0)
		total = (total & 0xffff) + (total >> 16);
	return (uint16_t)~total;
}

/* The addresses, the protocol and the length count as well. */
static uint16_t
udp_checksum(const struct relay_path *path, const uint8_t *udp, size_t n)
{
	uint32_t total = sum(path->from, 4) + sum(path->to, 4) + UDP +
			 (uint32_t)n + sum(udp, n);
	uint16_t folded = fold(total);

	return folded == 0 ? 0xffff : folded;
}

size_t
relay_build(const struct relay_path *path, const void *words, size_t nwords,
    uint8_t *ret_bytes, size_t size)
{
	uint8_t *ip = ret_bytes, *udp = ret_bytes + IP_HEADER;
	size_t n = RELAY_HEADERS + nwords;

	if (n > size || n > UINT16_MAX)
		return 0;
	memset(ret_bytes, 0, RELAY_HEADERS);
	ip[0] = 0x45;
	put(ip + 2, n);
	put(ip + 4, path->number);
	ip[8] = TTL;
	ip[9] = UDP;
	memcpy(ip + 12, path->from, 4);
	memcpy(ip + 16, path->to, 4);
	put(ip + 10, fold(sum(ip, IP_HEADER)));
	put(udp, path->port);
	put(udp + 2, path->port);
	put(udp + 4, UDP_HEADER + nwords);
	memcpy(udp + UDP_HEADER, words, nwords);
	put(udp + 6, udp_checksum(path, udp, UDP_HEADER + nwords));
	return n;
}
