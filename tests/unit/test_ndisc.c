/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/ndisc.h"

#include <string.h>
#include <sys/socket.h>

#include "tests/unit/check.h"

static const struct link own = { .nmac = 6, .mac = { 2, 0, 0, 0, 0, 1 } };
static const struct link other = { .nmac = 6, .mac = { 2, 0, 0, 0, 0, 2 } };
static const struct ip vip = { AF_INET6,
	{ 0x20, 1, 0xd, 0xb8, [13] = 0x12, 0x34, 0x56 } };
static const struct ip host = { AF_INET6, { 0x20, 1, 0xd, 0xb8, [15] = 2 } };

static bool
contests(const uint8_t *bytes, size_t size, const struct link *from)
{
	struct ndisc ndisc;

	return ndisc_parse(bytes, size, &ndisc) &&
	       ndisc_contests(&ndisc, &own, from->mac, &vip);
}

/* Over the pseudo header and the message: all ones when the sum is right. */
static unsigned
sum(const uint8_t *bytes, size_t size)
{
	unsigned total = (unsigned)size - 40 + 58;

	for (size_t i = 8; i < size; i += 2)
		total += (unsigned)bytes[i] << 8 | bytes[i + 1];
	while (total >> 16 != 0)
		total = (total & 0xffff) + (total >> 16);
	return total;
}

static void
a_probe_goes_to_the_group_of_the_address_from_nowhere(void)
{
	static const uint8_t group[6] = { 0x33, 0x33, 0xff, 0x12, 0x34, 0x56 };
	static const uint8_t nowhere[16];
	uint8_t bytes[NDISC_BYTES_MAX], mac[NDISC_MAC];
	size_t size = ndisc_build_probe(&vip, bytes, mac);
	struct ndisc ndisc;

	CHECK(size == 64);
	CHECK(memcmp(mac, group, sizeof(group)) == 0);
	CHECK(memcmp(bytes + 8, nowhere, 16) == 0);
	CHECK(sum(bytes, size) == 0xffff);
	CHECK(ndisc_parse(bytes, size, &ndisc) && ndisc.is_solicitation);
	CHECK(ip_equal(&ndisc.target, &vip) && !ndisc.has_mac);
}

static void
an_announcement_overrides_what_neighbours_know(void)
{
	static const uint8_t all_nodes[6] = { 0x33, 0x33, 0, 0, 0, 1 };
	uint8_t bytes[NDISC_BYTES_MAX], mac[NDISC_MAC];
	size_t size = ndisc_build_announcement(&own, &vip, false, bytes, mac);
	struct ndisc ndisc;

	CHECK(size == NDISC_BYTES_MAX);
	CHECK(memcmp(mac, all_nodes, sizeof(all_nodes)) == 0);
	CHECK(sum(bytes, size) == 0xffff);
	CHECK(bytes[44] == 0x20);
	CHECK(ndisc_parse(bytes, size, &ndisc) && !ndisc.is_solicitation);
	CHECK(ndisc.has_mac && memcmp(ndisc.mac, own.mac, 6) == 0);
	CHECK(ip_equal(&ndisc.source, &vip) && ip_equal(&ndisc.target, &vip));
	ndisc_build_announcement(&own, &vip, true, bytes, mac);
	CHECK(bytes[44] == 0xa0);
	CHECK(sum(bytes, size) == 0xffff);
}

static void
holders_and_probers_contest_the_address(void)
{
	uint8_t bytes[NDISC_BYTES_MAX], mac[NDISC_MAC];
	size_t size = ndisc_build_announcement(&other, &vip, false, bytes, mac);

	CHECK(contests(bytes, size, &other));
	size = ndisc_build_probe(&vip, bytes, mac);
	CHECK(contests(bytes, size, &other));
}

static bool
claims(const uint8_t *bytes, size_t size, const struct link *from)
{
	struct ndisc ndisc;

	return ndisc_parse(bytes, size, &ndisc) &&
	       ndisc_claims(&ndisc, &own, from->mac, &vip);
}

static void
only_who_advertises_or_uses_the_address_claims_it(void)
{
	uint8_t bytes[NDISC_BYTES_MAX], mac[NDISC_MAC];
	size_t size = ndisc_build_announcement(&other, &vip, false, bytes, mac);

	CHECK(claims(bytes, size, &other));
	CHECK(!claims(bytes, size, &own));
	size = ndisc_build_announcement(&other, &host, false, bytes, mac);
	CHECK(!claims(bytes, size, &other));
	size = ndisc_build_probe(&vip, bytes, mac);
	CHECK(!claims(bytes, size, &other));
	/* The new holder looks for one of its clients. */
	size = ndisc_build_probe(&host, bytes, mac);
	memcpy(bytes + 8, vip.bytes, 16);
	CHECK(claims(bytes, size, &other));
}

static void
our_own_packets_and_other_addresses_do_not_count(void)
{
	uint8_t bytes[NDISC_BYTES_MAX], mac[NDISC_MAC];
	size_t size = ndisc_build_probe(&vip, bytes, mac);

	CHECK(!contests(bytes, size, &own));
	size = ndisc_build_probe(&host, bytes, mac);
	CHECK(!contests(bytes, size, &other));
	size = ndisc_build_announcement(&other, &host, false, bytes, mac);
	CHECK(!contests(bytes, size, &other));
}

static void
who_only_looks_for_the_holder_does_not_contest_it(void)
{
	uint8_t bytes[NDISC_BYTES_MAX], mac[NDISC_MAC];
	size_t size = ndisc_build_probe(&vip, bytes, mac);

	memcpy(bytes + 8, host.bytes, 16);
	CHECK(!contests(bytes, size, &other));
}

static void
what_is_cut_forwarded_or_of_another_kind_is_refused(void)
{
	/* Version, payload length, next header, hops, type, code. */
	static const size_t vital[] = { 0, 4, 6, 7, 40, 41 };
	uint8_t bytes[NDISC_BYTES_MAX], spoilt[NDISC_BYTES_MAX];
	uint8_t mac[NDISC_MAC];
	size_t size = ndisc_build_announcement(&other, &vip, false, bytes, mac);
	struct ndisc ndisc;

	for (size_t cut = 0; cut < size; cut++)
		CHECK(!ndisc_parse(bytes, cut, &ndisc));
	for (size_t i = 0; i < sizeof(vital) / sizeof(vital[0]); i++) {
		memcpy(spoilt, bytes, size);
		spoilt[vital[i]] ^= 0x40;
		CHECK(!ndisc_parse(spoilt, size, &ndisc));
	}
}

static void
an_option_of_no_length_or_too_much_is_refused(void)
{
	uint8_t bytes[NDISC_BYTES_MAX], mac[NDISC_MAC];
	size_t size = ndisc_build_announcement(&other, &vip, false, bytes, mac);
	struct ndisc ndisc;

	bytes[65] = 0;
	CHECK(!ndisc_parse(bytes, size, &ndisc));
	bytes[65] = 2;
	CHECK(!ndisc_parse(bytes, size, &ndisc));
}

CHECK_MAIN(a_probe_goes_to_the_group_of_the_address_from_nowhere,
    an_announcement_overrides_what_neighbours_know,
    holders_and_probers_contest_the_address,
    only_who_advertises_or_uses_the_address_claims_it,
    our_own_packets_and_other_addresses_do_not_count,
    who_only_looks_for_the_holder_does_not_contest_it,
    what_is_cut_forwarded_or_of_another_kind_is_refused,
    an_option_of_no_length_or_too_much_is_refused)
