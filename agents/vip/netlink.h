/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink.h - addresses, interfaces and routes of this host.  The only file
 * that meets rtnetlink.
 *
 * The parsers are pure: they take a message's body and its size and tell
 * nothing but what the bytes say.
 */
#ifndef VIP_NETLINK_H
#define VIP_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agents/vip/facts.h"
#include "agents/vip/ip.h"
#include "ocf/moment.h"

struct nlmsg_socket;
struct why;

struct netlink_address {
	int index; /* of the interface */
	struct ip ip;
	struct ip network; /* an address of the network: ip, or the peer's */
	unsigned prefix;
	bool tentative, dad_failed;
	bool secondary; /* IPv4: hangs on the first address of its network */
};

struct netlink_route {
	int index; /* 0: no single interface */
	struct ip network;
	unsigned prefix;
	uint32_t metric;
	bool on_link;   /* unicast, main table, no gateway */
	bool by_kernel; /* made of an address, and gone with it */
};

bool netlink_parse_address(
    const void *body, size_t size, struct netlink_address *ret_address);
bool netlink_parse_link(const void *body, size_t size, struct link *ret_link);
bool netlink_parse_route(
    const void *body, size_t size, struct netlink_route *ret_route);

/* deadline bounds every call below that uses the socket. */
bool netlink_open(
    struct nlmsg_socket *socket, struct moment deadline, struct why *why);

/* The same, heard when an address comes or goes. */
bool netlink_open_events(
    struct nlmsg_socket *socket, struct moment deadline, struct why *why);

/*
 * Each calls its visitor for every one there is.  When the list changes while
 * it is read, restart() is called and the listing begins anew.  0 or -errno.
 */
struct netlink_visitor {
	void (*address)(const struct netlink_address *address, void *context);
	void (*route)(const struct netlink_route *route, void *context);
	void (*link)(const struct link *link, void *context);
	void (*restart)(void *context);
	void *context;
};
int netlink_list_addresses(struct nlmsg_socket *socket, int family,
    const struct netlink_visitor *visitor);
int netlink_list_routes(struct nlmsg_socket *socket, int family,
    const struct netlink_visitor *visitor);
int netlink_list_links(
    struct nlmsg_socket *socket, const struct netlink_visitor *visitor);

/* 0, -ENODEV when there is none, or another -errno. */
int netlink_link_by_name(
    struct nlmsg_socket *socket, const char *name, struct link *ret_link);
int netlink_link_by_index(
    struct nlmsg_socket *socket, int index, struct link *ret_link);

/*
 * 0; -EEXIST when it is there; or another -errno.  label: whole, NULL for
 * none.  IPv6 addresses are usable at once, since the caller has probed, and
 * are never chosen as the source of new connections of this host.
 */
int netlink_add_address(struct nlmsg_socket *socket, int index,
    const struct ip *ip, unsigned prefix, const char *label);

/*
 * Makes the host deaf to the address while it still has it: nothing that is
 * sent to it is taken in, and no neighbour's question for it is answered, but
 * the kernel can still send from it.  For good: it is to be deleted next.
 * 0 or -errno.
 */
int netlink_silence_address(
    struct nlmsg_socket *socket, int index, const struct ip *ip);

/* 0; -EADDRNOTAVAIL when it is not there; or another -errno. */
int netlink_delete_address(struct nlmsg_socket *socket, int index,
    const struct ip *ip, unsigned prefix);

#endif
