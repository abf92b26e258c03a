/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/netlink.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/nlmsg.h"
#include "tests/unit/check.h"

static const uint8_t four[4] = { 192, 0, 2, 100 };
static const uint8_t peer[4] = { 198, 51, 100, 1 };
static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };

/* The body of a message as it was built: what is behind the header. */
static const void *
body(const struct nlmsg_request *request, size_t *ret_size)
{
	*ret_size = request->size - sizeof(struct nlmsghdr);
	return request->bytes + sizeof(struct nlmsghdr);
}

static bool
parse_address(
    const struct nlmsg_request *request, struct netlink_address *ret_address)
{
	size_t size;
	const void *at = body(request, &size);

	return netlink_parse_address(at, size, ret_address);
}

static struct nlmsg_request
address_message(int family, unsigned prefix, unsigned flags)
{
	struct ifaddrmsg head = { .ifa_family = (unsigned char)family,
		.ifa_prefixlen = (unsigned char)prefix,
		.ifa_flags = (unsigned char)flags,
		.ifa_index = 3 };
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_NEWADDR, 0, &head, sizeof(head));
	return request;
}

static void
an_ipv4_address_is_read(void)
{
	struct nlmsg_request request =
	    address_message(AF_INET, 24, IFA_F_SECONDARY);
	struct netlink_address address;
	struct ip ip = { AF_INET, { 192, 0, 2, 100 } };

	nlmsg_add(&request, IFA_ADDRESS, four, 4);
	nlmsg_add(&request, IFA_LOCAL, four, 4);
	CHECK(parse_address(&request, &address));
	CHECK(address.index == 3 && address.prefix == 24);
	CHECK(ip_equal(&address.ip, &ip) && ip_equal(&address.network, &ip));
	CHECK(address.secondary && !address.tentative && !address.dad_failed);
}

static void
a_peers_network_is_the_peers(void)
{
	struct nlmsg_request request = address_message(AF_INET, 32, 0);
	struct netlink_address address;
	struct ip far = { AF_INET, { 198, 51, 100, 1 } };

	nlmsg_add(&request, IFA_LOCAL, four, 4);
	nlmsg_add(&request, IFA_ADDRESS, peer, 4);
	CHECK(parse_address(&request, &address));
	CHECK(ip_equal(&address.network, &far));
	CHECK(!ip_equal(&address.ip, &far));
}

static void
the_state_of_an_ipv6_address_is_read_from_the_long_flags(void)
{
	struct nlmsg_request request =
	    address_message(AF_INET6, 64, IFA_F_TEMPORARY);
	uint32_t flags = IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_TEMPORARY;
	struct netlink_address address;

	nlmsg_add(&request, IFA_ADDRESS, six, 16);
	nlmsg_add(&request, IFA_FLAGS, &flags, sizeof(flags));
	CHECK(parse_address(&request, &address));
	CHECK(address.tentative && address.dad_failed && !address.secondary);
	CHECK(address.ip.family == AF_INET6 && address.prefix == 64);
}

static void
an_address_that_makes_no_sense_is_refused(void)
{
	struct nlmsg_request none = address_message(AF_INET, 24, 0);
	struct nlmsg_request long_prefix = address_message(AF_INET, 33, 0);
	struct nlmsg_request short_bytes = address_message(AF_INET6, 64, 0);
	struct netlink_address address;

	nlmsg_add(&long_prefix, IFA_LOCAL, four, 4);
	nlmsg_add(&short_bytes, IFA_ADDRESS, four, 4);
	CHECK(!parse_address(&none, &address));
	CHECK(!parse_address(&long_prefix, &address));
	CHECK(!parse_address(&short_bytes, &address));
}

static struct nlmsg_request
link_message(unsigned flags, unsigned short type)
{
	struct ifinfomsg head = {
		.ifi_index = 3, .ifi_flags = flags, .ifi_type = type
	};
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_NEWLINK, 0, &head, sizeof(head));
	nlmsg_add(&request, IFLA_IFNAME, "eth0", 5);
	nlmsg_add(&request, IFLA_ADDRESS, mac, sizeof(mac));
	return request;
}

static void
an_interface_is_read(void)
{
	struct nlmsg_request request =
	    link_message(IFF_UP | IFF_RUNNING, ARPHRD_ETHER);
	struct link link;
	size_t size;
	const void *at = body(&request, &size);

	CHECK(netlink_parse_link(at, size, &link));
	CHECK(link.index == 3 && strcmp(link.name, "eth0") == 0);
	CHECK(link.up && link.running && link.resolves);
	CHECK(link.nmac == 6 && memcmp(link.mac, mac, 6) == 0);
}

static void
what_speaks_no_arp_resolves_nothing(void)
{
	struct nlmsg_request loopback =
	    link_message(IFF_UP | IFF_LOOPBACK, ARPHRD_LOOPBACK);
	struct nlmsg_request quiet = link_message(IFF_NOARP, ARPHRD_ETHER);
	struct link link;
	size_t size;
	const void *at = body(&loopback, &size);

	CHECK(netlink_parse_link(at, size, &link) && !link.resolves);
	at = body(&quiet, &size);
	CHECK(netlink_parse_link(at, size, &link) && !link.resolves);
	CHECK(!link.up && !link.running);
}

static struct nlmsg_request
route_message(struct rtmsg head, bool with_gateway)
{
	struct nlmsg_request request;
	uint32_t index = 3, metric = 100;

	nlmsg_begin(&request, RTM_NEWROUTE, 0, &head, sizeof(head));
	nlmsg_add(&request, RTA_DST, four, 4);
	nlmsg_add(&request, RTA_OIF, &index, sizeof(index));
	nlmsg_add(&request, RTA_PRIORITY, &metric, sizeof(metric));
	if (with_gateway)
		nlmsg_add(&request, RTA_GATEWAY, peer, 4);
	return request;
}

static bool
parse_route(
    const struct nlmsg_request *request, struct netlink_route *ret_route)
{
	size_t size;
	const void *at = body(request, &size);

	return netlink_parse_route(at, size, ret_route);
}

static void
only_a_route_of_the_main_table_without_a_gateway_is_on_link(void)
{
	struct rtmsg head = { .rtm_family = AF_INET,
		.rtm_dst_len = 24,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_KERNEL,
		.rtm_type = RTN_UNICAST };
	struct nlmsg_request request = route_message(head, false);
	struct netlink_route route;

	CHECK(parse_route(&request, &route) && route.on_link);
	CHECK(route.by_kernel && route.metric == 100 && route.prefix == 24);
	request = route_message(head, true);
	CHECK(parse_route(&request, &route) && !route.on_link);
	head.rtm_table = RT_TABLE_LOCAL;
	request = route_message(head, false);
	CHECK(parse_route(&request, &route) && !route.on_link);
	head.rtm_table = RT_TABLE_MAIN;
	head.rtm_type = RTN_BLACKHOLE;
	request = route_message(head, false);
	CHECK(parse_route(&request, &route) && !route.on_link);
	head.rtm_dst_len = 33;
	request = route_message(head, false);
	CHECK(!parse_route(&request, &route));
}

CHECK_MAIN(an_ipv4_address_is_read, a_peers_network_is_the_peers,
    the_state_of_an_ipv6_address_is_read_from_the_long_flags,
    an_address_that_makes_no_sense_is_refused, an_interface_is_read,
    what_speaks_no_arp_resolves_nothing,
    only_a_route_of_the_main_table_without_a_gateway_is_on_link)
