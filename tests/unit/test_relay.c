/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/relay.h"

#include <string.h>

#include "tests/unit/check.h"

static const struct relay_path path = { { 10, 99, 0, 11 }, { 10, 99, 0, 12 },
	5415, 7 };
static uint8_t packet[128];

static uint32_t
add(const uint8_t *bytes, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
	return sum;
}

static uint32_t
fold(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void
the_packet_is_one_of_udp_in_ipv4(void)
{
	size_t n = relay_build(&path, "words", 5, packet, sizeof(packet));

	CHECK(n == RELAY_HEADERS + 5);
	CHECK(packet[0] == 0x45 && packet[9] == 17);
	CHECK(packet[3] == n && packet[5] == 7);
	CHECK(memcmp(packet + 12, path.from, 4) == 0);
	CHECK(memcmp(packet + 16, path.to, 4) == 0);
	CHECK(packet[20] << 8 == (5415 & 0xff00));
	CHECK(memcmp(packet + 28, "words", 5) == 0);
}

/* A receiver adds up to all ones. */
static void
its_checksums_are_right(void)
{
	size_t n = relay_build(&path, "words", 5, packet, sizeof(packet));
	uint32_t udp = add(packet + 12, 8) + 17 + 13 + add(packet + 20, n - 20);

	CHECK(fold(add(packet, 20)) == 0xffff);
	CHECK(fold(udp) == 0xffff);
}

static void
what_does_not_fit_is_not_built(void)
{
	CHECK(relay_build(&path, "words", 5, packet, RELAY_HEADERS + 4) == 0);
}

CHECK_MAIN(the_packet_is_one_of_udp_in_ipv4, its_checksums_are_right,
    what_does_not_fit_is_not_built)
