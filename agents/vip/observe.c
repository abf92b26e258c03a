/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/observe.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/facts.h"
#include "agents/vip/ndisc.h"
#include "agents/vip/netlink.h"
#include "agents/vip/nlmsg.h"
#include "ocf/why.h"

static void
note_holder(struct facts *facts, const struct netlink_address *address)
{
	if (facts->nholders == HOLDERS_MAX)
		return; /* enough to say that it is not as it should be */
	facts->holders[facts->nholders++] = (struct holder){
		.link.index = address->index,
		.prefix = address->prefix,
		.tentative = address->tentative,
		.dad_failed = address->dad_failed,
	};
}

/* The kernel lists the first address of a network before those behind it. */
static void
count_follower(struct facts *facts, const struct netlink_address *address)
{
	for (unsigned i = 0; i < facts->nholders; i++) {
		struct holder *holder = &facts->holders[i];

		if (address->secondary &&
		    holder->link.index == address->index &&
		    holder->prefix == address->prefix)
			holder->nfollowers++;
	}
}

static struct network *
find_network(struct facts *facts, int index, unsigned prefix)
{
	for (unsigned i = 0; i < facts->nnetworks; i++)
		if (facts->networks[i].link.index == index &&
		    facts->networks[i].prefix == prefix)
			return &facts->networks[i];
	return NULL;
}

static void
note_network(struct facts *facts, int index, unsigned prefix, uint32_t metric,
    bool by_address)
{
	if (facts->nnetworks == NETWORKS_MAX ||
	    find_network(facts, index, prefix) != NULL)
		return;
	facts->networks[facts->nnetworks++] = (struct network){
		.link.index = index,
		.prefix = prefix,
		.metric = metric,
		.by_address = by_address,
	};
}

static void
see_address(const struct netlink_address *address, void *context)
{
	struct facts *facts = context;

	if (ip_equal(&address->ip, &facts->target.ip)) {
		note_holder(facts, address);
		return;
	}
	if (!ip_same_network(
		&address->network, &facts->target.ip, address->prefix))
		return;
	note_network(facts, address->index, address->prefix, UINT32_MAX, true);
	count_follower(facts, address);
}

static void
forget_addresses(void *context)
{
	struct facts *facts = context;

	facts->nholders = facts->nnetworks = 0;
}

/*
 * A route that the kernel made of an address only tells the metric of that
 * address's network; if it was made of the very address we look for, it would
 * say that this belongs where it happens to be.
 */
static void
see_route(const struct netlink_route *route, void *context)
{
	struct facts *facts = context;
	struct network *known =
	    find_network(facts, route->index, route->prefix);

	if (!route->on_link ||
	    !ip_same_network(&route->network, &facts->target.ip, route->prefix))
		return;
	if (known != NULL && route->metric < known->metric)
		known->metric = route->metric;
	else if (known == NULL && !route->by_kernel)
		note_network(
		    facts, route->index, route->prefix, route->metric, false);
}

static void
forget_routes(void *context)
{
	struct facts *facts = context;
	unsigned n = 0;

	while (n < facts->nnetworks && facts->networks[n].by_address)
		facts->networks[n++].metric = UINT32_MAX;
	facts->nnetworks = n;
}

/* Neighbour discovery is written for Ethernet-like interfaces only. */
static void
settle(struct link *link, int family)
{
	if (family == AF_INET6 && link->nmac != NDISC_MAC)
		link->resolves = false;
}

/* One that has gone since it was listed takes what was on it with it. */
static int
look_up_links(struct nlmsg_socket *netlink, struct facts *facts)
{
	int family = facts->target.ip.family, result = 0;

	for (unsigned i = 0; i < facts->nholders && result == 0; i++) {
		struct link *link = &facts->holders[i].link;

		result = netlink_link_by_index(netlink, link->index, link);
		settle(link, family);
	}
	for (unsigned i = 0; i < facts->nnetworks && result == 0; i++) {
		struct link *link = &facts->networks[i].link;

		result = netlink_link_by_index(netlink, link->index, link);
		settle(link, family);
	}
	return result;
}

static int
look_up_nic(struct nlmsg_socket *netlink, struct facts *facts)
{
	int result;

	if (facts->target.nic[0] == '\0')
		return 0;
	result = netlink_link_by_name(netlink, facts->target.nic, &facts->nic);
	facts->nic_found = result == 0;
	settle(&facts->nic, facts->target.ip.family);
	return result == -ENODEV ? 0 : result;
}

static int
look(struct nlmsg_socket *netlink, struct facts *facts)
{
	struct netlink_visitor visitor = { .address = see_address,
		.restart = forget_addresses,
		.context = facts };
	int family = facts->target.ip.family;
	int result = netlink_list_addresses(netlink, family, &visitor);

	if (result != 0)
		return result;
	/* Where the user has said it all, routes need not be read. */
	if (facts->target.nic[0] == '\0' || facts->target.prefix == 0) {
		visitor = (struct netlink_visitor){ .route = see_route,
			.restart = forget_routes,
			.context = facts };
		result = netlink_list_routes(netlink, family, &visitor);
	}
	if (result == 0)
		result = look_up_nic(netlink, facts);
	return result == 0 ? look_up_links(netlink, facts) : result;
}

bool
observe_host(const struct target *target, struct moment deadline,
    struct facts *ret_facts, struct why *why)
{
	struct nlmsg_socket netlink;
	struct facts facts;
	int result;

	if (!netlink_open(&netlink, deadline, why))
		return false;
	/* An interface may go while we look: then we look once more. */
	do {
		facts = (struct facts){ .target = *target };
		result = look(&netlink, &facts);
	} while (
	    result == -ENODEV && moment_left_ms(deadline, moment_now()) > 0);
	nlmsg_close(&netlink);
	if (result != 0) {
		why_set(why, "the addresses of this host cannot be read: %s",
		    strerror(-result));
		return false;
	}
	*ret_facts = facts;
	return true;
}
