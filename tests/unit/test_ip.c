/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/ip.h"

#include <string.h>
#include <sys/socket.h>

#include "tests/unit/check.h"

static struct ip
ip(const char *text)
{
	struct ip ip = { 0 };

	CHECK(ip_parse(text, &ip));
	return ip;
}

static void
addresses_are_read_and_written_in_both_families(void)
{
	char buf[IP_TEXT_MAX];
	struct ip four = ip("192.0.2.1"), six = ip("2001:DB8::1");

	CHECK(four.family == AF_INET && ip_bits(&four) == 32);
	CHECK(six.family == AF_INET6 && ip_bits(&six) == 128);
	CHECK(strcmp(ip_text(&four, buf), "192.0.2.1") == 0);
	CHECK(strcmp(ip_text(&six, buf), "2001:db8::1") == 0);
}

static void
what_is_no_address_is_refused(void)
{
	const char *const wrong[] = { "", "192.0.2", "192.0.2.256", "1.2.3.4.5",
		"2001:db8", ":::", "fe80::1%eth0", "192.0.2.1/24", " 1.2.3.4",
		"host" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct ip untouched = { .family = 77 };

		CHECK(!ip_parse(wrong[i], &untouched));
		CHECK(untouched.family == 77);
	}
}

static void
a_network_holds_what_has_its_first_bits(void)
{
	struct ip net = ip("192.0.2.64"), in = ip("192.0.2.95"),
		  out = ip("192.0.2.96"), six = ip("2001:db8::1"),
		  other = ip("2001:db8:0:1::1");

	CHECK(ip_same_network(&net, &in, 27));
	CHECK(!ip_same_network(&net, &out, 27));
	CHECK(ip_same_network(&net, &out, 24));
	CHECK(ip_same_network(&net, &out, 0));
	CHECK(ip_same_network(&net, &net, 32));
	CHECK(!ip_same_network(&net, &in, 32));
	CHECK(!ip_same_network(&net, &net, 33));
	CHECK(ip_same_network(&six, &other, 63));
	CHECK(!ip_same_network(&six, &other, 64));
	CHECK(ip_same_network(&six, &six, 128));
	CHECK(!ip_same_network(&net, &six, 0));
}

static void
bytes_of_another_length_than_the_family_has_are_refused(void)
{
	uint8_t bytes[16] = { 192, 0, 2, 1 };
	struct ip four;

	CHECK(ip_from_bytes(AF_INET, bytes, 4, &four));
	CHECK(ip_equal(&four, &(struct ip){ AF_INET, { 192, 0, 2, 1 } }));
	CHECK(!ip_from_bytes(AF_INET, bytes, 16, &four));
	CHECK(!ip_from_bytes(AF_INET6, bytes, 4, &four));
	CHECK(!ip_from_bytes(AF_UNIX, bytes, 4, &four));
}

static void
the_broadcast_address_has_all_host_bits_set(void)
{
	struct ip host = ip("192.0.2.65"), all = ip("192.0.2.95"), made;

	made = ip_broadcast(&host, 27);
	CHECK(ip_equal(&made, &all));
	made = ip_broadcast(&host, 32);
	CHECK(ip_equal(&made, &host));
}

static void
only_what_a_host_can_hold_for_others_is_usable(void)
{
	const char *const good[] = { "10.0.0.1", "192.0.2.1", "169.254.0.1",
		"2001:db8::1", "fd00::1", "fe80::1" };
	const char *const bad[] = { "0.0.0.0", "127.0.0.1", "224.0.0.1",
		"255.255.255.255", "::", "::1", "ff02::1", "::ffff:1.2.3.4" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct ip one = ip(good[i]);
		CHECK(ip_is_usable(&one));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct ip one = ip(bad[i]);
		CHECK(!ip_is_usable(&one));
	}
}

static void
link_local_ipv6_is_known(void)
{
	struct ip local = ip("fe80::1"), edge = ip("febf::1"),
		  not_local = ip("fec0::1"), four = ip("169.254.0.1");

	CHECK(ip_is_link_local6(&local) && ip_is_link_local6(&edge));
	CHECK(!ip_is_link_local6(&not_local) && !ip_is_link_local6(&four));
}

CHECK_MAIN(addresses_are_read_and_written_in_both_families,
    what_is_no_address_is_refused, a_network_holds_what_has_its_first_bits,
    bytes_of_another_length_than_the_family_has_are_refused,
    the_broadcast_address_has_all_host_bits_set,
    only_what_a_host_can_hold_for_others_is_usable, link_local_ipv6_is_known)
