/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/arp.h"

#include <string.h>
#include <sys/socket.h>

#include "tests/unit/check.h"

static const struct link own = {
	.hardware = 1, .nmac = 6, .mac = { 2, 0, 0, 0, 0, 1 }
};
static const struct link other = {
	.hardware = 1, .nmac = 6, .mac = { 2, 0, 0, 0, 0, 2 }
};
static const struct ip vip = { AF_INET, { 192, 0, 2, 100 } };
static const struct ip host = { AF_INET, { 192, 0, 2, 2 } };

static bool
contests(const uint8_t *bytes, size_t size)
{
	struct arp arp;

	return arp_parse(bytes, size, &arp) && arp_contests(&arp, &own, &vip);
}

static void
a_probe_asks_for_the_address_in_nobodys_name(void)
{
	static const uint8_t wanted[] = { 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0,
		1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 100 };
	uint8_t bytes[ARP_BYTES_MAX];

	CHECK(arp_build_probe(&own, &vip, bytes) == sizeof(wanted));
	CHECK(memcmp(bytes, wanted, sizeof(wanted)) == 0);
}

static void
an_announcement_names_the_address_on_both_sides(void)
{
	uint8_t bytes[ARP_BYTES_MAX];
	struct arp arp;

	for (int as_reply = 0; as_reply < 2; as_reply++) {
		size_t size =
		    arp_build_announcement(&own, &vip, as_reply, bytes);

		CHECK(arp_parse(bytes, size, &arp));
		CHECK(arp.is_request == !as_reply);
		CHECK(ip_equal(&arp.sender, &vip));
		CHECK(ip_equal(&arp.target, &vip));
		CHECK(memcmp(arp.sender_mac, own.mac, 6) == 0);
	}
}

static void
whoever_speaks_with_the_address_contests_it(void)
{
	uint8_t bytes[ARP_BYTES_MAX];
	size_t size = arp_build_announcement(&other, &vip, true, bytes);

	CHECK(contests(bytes, size));
	size = arp_build_announcement(&other, &vip, false, bytes);
	CHECK(contests(bytes, size));
}

static void
a_probe_of_another_machine_contests_it_as_well(void)
{
	uint8_t bytes[ARP_BYTES_MAX];
	size_t size = arp_build_probe(&other, &vip, bytes);

	CHECK(contests(bytes, size));
}

static bool
claims(const uint8_t *bytes, size_t size)
{
	struct arp arp;

	return arp_parse(bytes, size, &arp) && arp_claims(&arp, &own, &vip);
}

static void
only_an_announcement_of_another_machine_claims_the_address(void)
{
	uint8_t bytes[ARP_BYTES_MAX];

	for (int as_reply = 0; as_reply < 2; as_reply++) {
		CHECK(claims(bytes,
		    arp_build_announcement(&other, &vip, as_reply, bytes)));
		CHECK(!claims(bytes,
		    arp_build_announcement(&own, &vip, as_reply, bytes)));
		CHECK(!claims(bytes,
		    arp_build_announcement(&other, &host, as_reply, bytes)));
	}
	CHECK(!claims(bytes, arp_build_probe(&other, &vip, bytes)));
}

static void
our_own_packets_and_other_addresses_do_not_count(void)
{
	uint8_t bytes[ARP_BYTES_MAX];

	CHECK(!contests(bytes, arp_build_probe(&own, &vip, bytes)));
	CHECK(
	    !contests(bytes, arp_build_announcement(&own, &vip, true, bytes)));
	CHECK(!contests(bytes, arp_build_probe(&other, &host, bytes)));
	CHECK(!contests(
	    bytes, arp_build_announcement(&other, &host, true, bytes)));
}

static void
who_only_looks_for_the_holder_does_not_contest_it(void)
{
	uint8_t bytes[ARP_BYTES_MAX];
	size_t size = arp_build_probe(&other, &vip, bytes);

	memcpy(bytes + 14, host.bytes, 4); /* asked in its own name */
	CHECK(!contests(bytes, size));
}

static void
hardware_addresses_of_infiniband_fit(void)
{
	struct link ib = { .hardware = 32, .nmac = 20, .mac = { 0x80 } };
	uint8_t bytes[ARP_BYTES_MAX];
	size_t size = arp_build_announcement(&ib, &vip, true, bytes);
	struct arp arp;

	CHECK(size == ARP_BYTES_MAX);
	CHECK(arp_parse(bytes, size, &arp) && arp.nmac == 20);
	CHECK(contests(bytes, size));
}

static void
what_is_cut_or_of_another_kind_is_refused(void)
{
	uint8_t bytes[ARP_BYTES_MAX], spoilt[ARP_BYTES_MAX];
	size_t size = arp_build_probe(&other, &vip, bytes);
	struct arp arp;

	for (size_t cut = 0; cut < size; cut++)
		CHECK(!arp_parse(bytes, cut, &arp));
	for (size_t at = 2; at < 8; at++) { /* protocol, lengths, operation */
		memcpy(spoilt, bytes, size);
		spoilt[at] ^= 0x40;
		CHECK(!arp_parse(spoilt, size, &arp));
	}
}

CHECK_MAIN(a_probe_asks_for_the_address_in_nobodys_name,
    an_announcement_names_the_address_on_both_sides,
    whoever_speaks_with_the_address_contests_it,
    a_probe_of_another_machine_contests_it_as_well,
    only_an_announcement_of_another_machine_claims_the_address,
    our_own_packets_and_other_addresses_do_not_count,
    who_only_looks_for_the_holder_does_not_contest_it,
    hardware_addresses_of_infiniband_fit,
    what_is_cut_or_of_another_kind_is_refused)
