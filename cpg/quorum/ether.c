/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/ether.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ocf/why.h"

/* An ARP message for IPv4 over Ethernet. */
struct message {
	uint8_t head[8]; /* kinds and lengths, then what it is */
	uint8_t from_mac[ETHER_MAC], from[4];
	uint8_t to_mac[ETHER_MAC], to[4];
};

static const uint8_t request[8] = { 0, 1, 8, 0, 6, 4, 0, 1 };
static const uint8_t everybody[ETHER_MAC] = { 255, 255, 255, 255, 255, 255 };

static const uint8_t *
ipv4_of(const struct sockaddr *address)
{
	if (address == NULL || address->sa_family != AF_INET)
		return NULL;
	return (const uint8_t *)&(
	    (const struct sockaddr_in *)(const void *)address)
	    ->sin_addr;
}

static bool
is_same_net(const uint8_t a[4], const uint8_t b[4], const uint8_t mask[4])
{
	for (unsigned i = 0; i < 4; i++)
		if ((a[i] & mask[i]) != (b[i] & mask[i]))
			return false;
	return true;
}

static bool
has_address(const struct config_node *node, const uint8_t ip[4])
{
	for (unsigned i = 0; i < node->naddresses; i++)
		if (node->addresses[i].family == AF_INET &&
		    memcmp(node->addresses[i].bytes, ip, 4) == 0)
			return true;
	return false;
}

static bool
has_gateway(const uint8_t ip[4], const uint8_t mask[4],
    const struct address gateways[], unsigned ngateways)
{
	for (unsigned i = 0; i < ngateways; i++)
		if (gateways[i].family == AF_INET &&
		    is_same_net(ip, gateways[i].bytes, mask))
			return true;
	return false;
}

static bool
find(struct ether *ether, const struct config_node *self,
    const struct address gateways[], unsigned ngateways)
{
	struct ifaddrs *all = NULL;
	bool found = false;

	if (getifaddrs(&all) != 0)
		return false;
	for (struct ifaddrs *one = all; one != NULL && !found;
	     one = one->ifa_next) {
		const uint8_t *ip = ipv4_of(one->ifa_addr);
		const uint8_t *mask = ipv4_of(one->ifa_netmask);

		if (ip == NULL || mask == NULL || !has_address(self, ip) ||
		    !has_gateway(ip, mask, gateways, ngateways))
			continue;
		found = strlen(one->ifa_name) < sizeof(ether->name);
		if (!found)
			continue;
		strcpy(ether->name, one->ifa_name);
		memcpy(ether->own, ip, 4);
		memcpy(ether->mask, mask, 4);
	}
	freeifaddrs(all);
	return found;
}

/* Bound to ARP on that interface; packets of any kind can be sent. */
static bool
begin(struct ether *ether)
{
	struct sockaddr_ll self = { .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ARP) };
	socklen_t length = sizeof(self);

	ether->index = (int)if_nametoindex(ether->name);
	self.sll_ifindex = ether->index;
	ether->fd =
	    socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (ether->fd < 0 ||
	    bind(ether->fd, (struct sockaddr *)&self, sizeof(self)) != 0 ||
	    getsockname(ether->fd, (struct sockaddr *)&self, &length) != 0)
		return false;
	memcpy(ether->mac, self.sll_addr, ETHER_MAC);
	errno = EPROTONOSUPPORT;
	return self.sll_hatype == ARPHRD_ETHER && self.sll_halen == ETHER_MAC;
}

bool
ether_open(struct ether *ether, const struct config_node *self,
    const struct address gateways[], unsigned ngateways, struct why *why)
{
	*ether = (struct ether){ .fd = -1 };
	if (!find(ether, self, gateways, ngateways)) {
		why_set(why, "no link of corosync is in the (IPv4) network of "
			     "a gateway: nothing can be relayed");
		return false;
	}
	if (begin(ether))
		return true;
	why_set(
	    why, "no packet socket on %s: %s", ether->name, strerror(errno));
	ether_close(ether);
	return false;
}

void
ether_close(struct ether *ether)
{
	if (ether->fd >= 0)
		close(ether->fd);
	ether->fd = -1;
}

bool
ether_has(const struct ether *ether, const struct address *address)
{
	return ether->fd >= 0 && address->family == AF_INET &&
	       is_same_net(address->bytes, ether->own, ether->mask);
}

static void
send_to(struct ether *ether, uint16_t protocol, const uint8_t mac[ETHER_MAC],
    const void *bytes, size_t nbytes)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = ether->index,
		.sll_halen = ETHER_MAC };

	memcpy(to.sll_addr, mac, ETHER_MAC);
	(void)sendto(ether->fd, bytes, nbytes, MSG_DONTWAIT | MSG_NOSIGNAL,
	    (struct sockaddr *)&to, sizeof(to));
}

void
ether_ask(struct ether *ether, const struct address *whom)
{
	struct message message = { .to_mac = { 0 } };

	if (!ether_has(ether, whom))
		return;
	memcpy(message.head, request, sizeof(request));
	memcpy(message.from_mac, ether->mac, ETHER_MAC);
	memcpy(message.from, ether->own, 4);
	memcpy(message.to, whom->bytes, 4);
	send_to(ether, ETH_P_ARP, everybody, &message, sizeof(message));
}

bool
ether_receive(
    struct ether *ether, struct address *ret_from, uint8_t ret_mac[ETHER_MAC])
{
	struct sockaddr_ll from = { 0 };
	struct message message;
	ssize_t n;

	do {
		socklen_t length = sizeof(from);

		n = recvfrom(ether->fd, &message, sizeof(message), MSG_DONTWAIT,
		    (struct sockaddr *)&from, &length);
		if (n < 0)
			return false;
	} while (n != (ssize_t)sizeof(message) ||
		 from.sll_pkttype == PACKET_OUTGOING ||
		 memcmp(message.head, request, 7) != 0 ||
		 memcmp(message.from_mac, ether->mac, ETHER_MAC) == 0);
	*ret_from = (struct address){ .family = AF_INET };
	memcpy(ret_from->bytes, message.from, 4);
	memcpy(ret_mac, message.from_mac, ETHER_MAC);
	return true;
}

void
ether_send(struct ether *ether, const uint8_t mac[ETHER_MAC],
    const void *packet, size_t npacket)
{
	if (ether->fd >= 0)
		send_to(ether, ETH_P_IP, mac, packet, npacket);
}

bool
ether_is_own(const struct address *address)
{
	struct ifaddrs *all = NULL;
	bool found = false;

	if (getifaddrs(&all) != 0)
		return false;
	for (struct ifaddrs *one = all; one != NULL && !found;
	     one = one->ifa_next) {
		const struct sockaddr *at = one->ifa_addr;

		if (at == NULL || at->sa_family != address->family)
			continue;
		if (at->sa_family == AF_INET)
			found = memcmp(ipv4_of(at), address->bytes, 4) == 0;
		else if (at->sa_family == AF_INET6)
			found =
			    memcmp(
				&((const struct sockaddr_in6 *)(const void *)at)
				     ->sin6_addr,
				address->bytes, 16) == 0;
	}
	freeifaddrs(all);
	return found;
}
