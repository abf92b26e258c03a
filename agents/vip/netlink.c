/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/netlink.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/nlmsg.h"

#ifndef IFLA_ALT_IFNAME
#define IFLA_ALT_IFNAME 53
#endif

#define LIST_TRIES 5

/* Not RTM_NEWADDR's own 8 bits, which are too few for all flags. */
static void
read_flags(uint32_t flags, struct netlink_address *address)
{
	address->tentative = flags & IFA_F_TENTATIVE;
	address->dad_failed = flags & IFA_F_DADFAILED;
	/* The same bit means "temporary" for IPv6. */
	address->secondary =
	    address->ip.family == AF_INET && flags & IFA_F_SECONDARY;
}

bool
netlink_parse_address(
    const void *body, size_t size, struct netlink_address *ret_address)
{
	struct nlmsg_cursor cursor = { body, size };
	struct netlink_address address = { 0 };
	struct nlmsg_attr attr;
	struct ifaddrmsg head;
	uint32_t flags;

	if (!nlmsg_head(&cursor, &head, sizeof(head)))
		return false;
	flags = head.ifa_flags;
	while (nlmsg_next_attr(&cursor, &attr)) {
		if (attr.type == IFA_ADDRESS)
			ip_from_bytes(head.ifa_family, attr.data, attr.size,
			    &address.network);
		else if (attr.type == IFA_LOCAL)
			ip_from_bytes(
			    head.ifa_family, attr.data, attr.size, &address.ip);
		else if (attr.type == IFA_FLAGS)
			(void)nlmsg_u32(&attr, &flags);
	}
	/* IPv6 tells a local one only where there is a peer. */
	if (address.ip.family == 0)
		address.ip = address.network;
	if (address.network.family == 0)
		address.network = address.ip;
	if (address.ip.family == 0 ||
	    head.ifa_prefixlen > ip_bits(&address.ip) ||
	    head.ifa_index > INT32_MAX)
		return false;
	address.index = (int)head.ifa_index;
	address.prefix = head.ifa_prefixlen;
	read_flags(flags, &address);
	*ret_address = address;
	return true;
}

static void
read_mac(const struct nlmsg_attr *attr, struct link *link, uint8_t *ret_mac)
{
	if (attr->size > MAC_MAX)
		return;
	memcpy(ret_mac, attr->data, attr->size);
	link->nmac = (unsigned)attr->size;
}

bool
netlink_parse_link(const void *body, size_t size, struct link *ret_link)
{
	struct nlmsg_cursor cursor = { body, size };
	struct link link = { 0 };
	struct nlmsg_attr attr;
	struct ifinfomsg head;

	if (!nlmsg_head(&cursor, &head, sizeof(head)))
		return false;
	while (nlmsg_next_attr(&cursor, &attr)) {
		if (attr.type == IFLA_IFNAME)
			(void)nlmsg_string(&attr, link.name, sizeof(link.name));
		else if (attr.type == IFLA_ADDRESS)
			read_mac(&attr, &link, link.mac);
		else if (attr.type == IFLA_BROADCAST)
			read_mac(&attr, &link, link.broadcast);
	}
	link.index = head.ifi_index;
	link.up = head.ifi_flags & IFF_UP;
	link.running = head.ifi_flags & IFF_RUNNING;
	link.hardware = head.ifi_type;
	link.resolves = link.nmac > 0 && head.ifi_type != ARPHRD_LOOPBACK &&
			!(head.ifi_flags & (IFF_NOARP | IFF_LOOPBACK));
	if (link.index <= 0 || link.name[0] == '\0')
		return false;
	*ret_link = link;
	return true;
}

bool
netlink_parse_route(
    const void *body, size_t size, struct netlink_route *ret_route)
{
	struct nlmsg_cursor cursor = { body, size };
	struct netlink_route route = { 0 };
	struct nlmsg_attr attr;
	struct rtmsg head;
	uint32_t table, index = 0;
	bool has_gateway = false;

	if (!nlmsg_head(&cursor, &head, sizeof(head)))
		return false;
	table = head.rtm_table;
	while (nlmsg_next_attr(&cursor, &attr)) {
		if (attr.type == RTA_DST)
			ip_from_bytes(head.rtm_family, attr.data, attr.size,
			    &route.network);
		else if (attr.type == RTA_OIF)
			(void)nlmsg_u32(&attr, &index);
		else if (attr.type == RTA_PRIORITY)
			(void)nlmsg_u32(&attr, &route.metric);
		else if (attr.type == RTA_TABLE)
			(void)nlmsg_u32(&attr, &table);
		else if (attr.type == RTA_GATEWAY || attr.type == RTA_VIA)
			has_gateway = true;
	}
	/* Without a destination it is the default route: no network. */
	if (route.network.family == 0 || index > INT32_MAX ||
	    head.rtm_dst_len > ip_bits(&route.network))
		return false;
	route.index = (int)index;
	route.prefix = head.rtm_dst_len;
	route.by_kernel = head.rtm_protocol == RTPROT_KERNEL;
	route.on_link = table == RT_TABLE_MAIN &&
			head.rtm_type == RTN_UNICAST && index != 0 &&
			!has_gateway &&
			!(head.rtm_flags & (RTM_F_CLONED | RTNH_F_DEAD));
	*ret_route = route;
	return true;
}

bool
netlink_open(
    struct nlmsg_socket *netlink, struct moment deadline, struct why *why)
{
	return nlmsg_open(netlink, NETLINK_ROUTE, 0, deadline, why);
}

bool
netlink_open_events(
    struct nlmsg_socket *netlink, struct moment deadline, struct why *why)
{
	return nlmsg_open(netlink, NETLINK_ROUTE,
	    RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR, deadline, why);
}

static void
visit(const struct nlmsg *msg, void *context)
{
	const struct netlink_visitor *visitor = context;
	struct netlink_address address;
	struct netlink_route route;
	struct link link;

	if (msg->type == RTM_NEWADDR && visitor->address != NULL &&
	    netlink_parse_address(msg->body, msg->size, &address))
		visitor->address(&address, visitor->context);
	else if (msg->type == RTM_NEWROUTE && visitor->route != NULL &&
		 netlink_parse_route(msg->body, msg->size, &route))
		visitor->route(&route, visitor->context);
	else if (msg->type == RTM_NEWLINK && visitor->link != NULL &&
		 netlink_parse_link(msg->body, msg->size, &link))
		visitor->link(&link, visitor->context);
}

static int
list(struct nlmsg_socket *netlink, struct nlmsg_request *request,
    const struct netlink_visitor *visitor)
{
	int result = -EAGAIN;

	for (int i = 0; i < LIST_TRIES && result == -EAGAIN; i++) {
		if (i > 0 && visitor->restart != NULL)
			visitor->restart(visitor->context);
		result = nlmsg_exchange(
		    netlink, request, visit, (void *)(uintptr_t)visitor);
	}
	return result;
}

int
netlink_list_addresses(struct nlmsg_socket *netlink, int family,
    const struct netlink_visitor *visitor)
{
	struct ifaddrmsg head = { .ifa_family = (unsigned char)family };
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_GETADDR, NLM_F_DUMP, &head, sizeof(head));
	return list(netlink, &request, visitor);
}

int
netlink_list_routes(struct nlmsg_socket *netlink, int family,
    const struct netlink_visitor *visitor)
{
	struct rtmsg head = {
		.rtm_family = (unsigned char)family,
		.rtm_table = RT_TABLE_MAIN,
	};
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_GETROUTE, NLM_F_DUMP, &head, sizeof(head));
	return list(netlink, &request, visitor);
}

static void
leave_out_statistics(struct nlmsg_request *request)
{
	uint32_t mask = RTEXT_FILTER_SKIP_STATS;

	nlmsg_add(request, IFLA_EXT_MASK, &mask, sizeof(mask));
}

int
netlink_list_links(
    struct nlmsg_socket *netlink, const struct netlink_visitor *visitor)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_GETLINK, NLM_F_DUMP, &head, sizeof(head));
	leave_out_statistics(&request);
	return list(netlink, &request, visitor);
}

static void
keep_link(const struct link *link, void *context)
{
	*(struct link *)context = *link;
}

static int
ask_link(struct nlmsg_socket *netlink, struct nlmsg_request *request,
    struct link *ret_link)
{
	struct link link = { 0 };
	struct netlink_visitor visitor = { .link = keep_link,
		.context = &link };
	int result;

	leave_out_statistics(request);
	result = nlmsg_exchange(netlink, request, visit, &visitor);
	if (result != 0)
		return result;
	if (link.index == 0)
		return -EPROTO;
	*ret_link = link;
	return 0;
}

int
netlink_link_by_name(
    struct nlmsg_socket *netlink, const char *name, struct link *ret_link)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
	struct nlmsg_request request;
	size_t size = strlen(name) + 1;
	/* A long name can only be one of the alternative ones. */
	uint16_t type = size <= NIC_NAME_MAX ? IFLA_IFNAME : IFLA_ALT_IFNAME;
	int result;

	nlmsg_begin(&request, RTM_GETLINK, NLM_F_ACK, &head, sizeof(head));
	nlmsg_add(&request, type, name, size);
	result = ask_link(netlink, &request, ret_link);
	/* A kernel that knows no alternative names takes it for no name. */
	if (type == IFLA_ALT_IFNAME && result == -EINVAL)
		return -ENODEV;
	return result;
}

int
netlink_link_by_index(
    struct nlmsg_socket *netlink, int index, struct link *ret_link)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC, .ifi_index = index };
	struct nlmsg_request request;

	nlmsg_begin(&request, RTM_GETLINK, NLM_F_ACK, &head, sizeof(head));
	return ask_link(netlink, &request, ret_link);
}

static void
begin_address(struct nlmsg_request *request, uint16_t type, uint16_t flags,
    int index, const struct ip *ip, unsigned prefix)
{
	struct ifaddrmsg head = {
		.ifa_family = (unsigned char)ip->family,
		.ifa_prefixlen = (unsigned char)prefix,
		.ifa_scope =
		    ip_is_link_local6(ip) ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.ifa_index = (unsigned)index,
	};

	nlmsg_begin(
	    request, type, (uint16_t)(NLM_F_ACK | flags), &head, sizeof(head));
	nlmsg_add(request, IFA_LOCAL, ip->bytes, ip_size(ip));
	nlmsg_add(request, IFA_ADDRESS, ip->bytes, ip_size(ip));
}

static void
add_details4(struct nlmsg_request *request, const struct ip *ip,
    unsigned prefix, const char *label)
{
	struct ip broadcast = ip_broadcast(ip, prefix);

	if (prefix < 31)
		nlmsg_add(request, IFA_BROADCAST, broadcast.bytes, 4);
	if (label != NULL)
		nlmsg_add(request, IFA_LABEL, label, strlen(label) + 1);
}

static void
add_details6(struct nlmsg_request *request)
{
	uint32_t flags = IFA_F_NODAD;
	/* Not preferred: replication from this host must not go out from an
	 * address that may leave it. */
	struct ifa_cacheinfo lifetime = { .ifa_prefered = 0,
		.ifa_valid = UINT32_MAX };

	nlmsg_add(request, IFA_FLAGS, &flags, sizeof(flags));
	nlmsg_add(request, IFA_CACHEINFO, &lifetime, sizeof(lifetime));
}

int
netlink_add_address(struct nlmsg_socket *netlink, int index,
    const struct ip *ip, unsigned prefix, const char *label)
{
	struct nlmsg_request request;

	begin_address(&request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, index,
	    ip, prefix);
	if (ip->family == AF_INET)
		add_details4(&request, ip, prefix, label);
	else
		add_details6(&request);
	return nlmsg_exchange(netlink, &request, NULL, NULL);
}

int
netlink_delete_address(struct nlmsg_socket *netlink, int index,
    const struct ip *ip, unsigned prefix)
{
	struct nlmsg_request request;

	begin_address(&request, RTM_DELADDR, 0, index, ip, prefix);
	return nlmsg_exchange(netlink, &request, NULL, NULL);
}

/* What comes in for an address does so by its route in the local table. */
int
netlink_silence_address(
    struct nlmsg_socket *netlink, int index, const struct ip *ip)
{
	struct rtmsg head = {
		.rtm_family = (unsigned char)ip->family,
		.rtm_dst_len = (unsigned char)ip_bits(ip),
		.rtm_table = RT_TABLE_LOCAL,
		.rtm_type = RTN_LOCAL,
		.rtm_scope = RT_SCOPE_NOWHERE, /* of any */
	};
	struct nlmsg_request request;
	uint32_t oif = (uint32_t)index;

	nlmsg_begin(&request, RTM_DELROUTE, NLM_F_ACK, &head, sizeof(head));
	nlmsg_add(&request, RTA_DST, ip->bytes, ip_size(ip));
	nlmsg_add(&request, RTA_OIF, &oif, sizeof(oif));
	return nlmsg_exchange(netlink, &request, NULL, NULL);
}
