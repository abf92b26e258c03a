/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/ndisc.h"

#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/ip6.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/checksum.h"

#define HOPS 255 /* proves that no router has passed it on */

/* Solicitation and advertisement have the same shape. */
struct message {
	struct ip6_hdr ip6;
	struct icmp6_hdr icmp6;
	uint8_t target[16];
};

static const uint8_t all_nodes[16] = { 0xff, 0x02, [15] = 0x01 };

/* The one's complement sum over the pseudo header and the message. */
static uint16_t
checksum(const struct message *message, const uint8_t *bytes, size_t size)
{
	size_t from = offsetof(struct message, ip6.ip6_src);
	uint32_t sum = (uint32_t)(size - sizeof(message->ip6)) + IPPROTO_ICMPV6;

	/* Source and destination are the last 32 bytes of the IPv6 header. */
	sum = checksum_add(sum, bytes + from, size - from);
	return htons(checksum_end(sum));
}

static void
begin(struct message *message, uint8_t type, const struct ip *target,
    const uint8_t destination[16], size_t size)
{
	memset(message, 0, sizeof(*message));
	message->ip6.ip6_vfc = 6 << 4;
	message->ip6.ip6_plen = htons((uint16_t)(size - sizeof(message->ip6)));
	message->ip6.ip6_nxt = IPPROTO_ICMPV6;
	message->ip6.ip6_hlim = HOPS;
	memcpy(&message->ip6.ip6_dst, destination, 16);
	message->icmp6.icmp6_type = type;
	memcpy(message->target, target->bytes, 16);
}

/* size may be longer than the message by an option that is in bytes. */
static void
finish(struct message *message, uint8_t *bytes, size_t size)
{
	memcpy(bytes, message, sizeof(*message));
	message->icmp6.icmp6_cksum = checksum(message, bytes, size);
	memcpy(bytes, message, sizeof(*message));
}

static void
group_mac(const uint8_t group[16], uint8_t ret_mac[NDISC_MAC])
{
	ret_mac[0] = ret_mac[1] = 0x33;
	memcpy(ret_mac + 2, group + 12, 4);
}

size_t
ndisc_build_probe(const struct ip *ip, uint8_t ret_bytes[NDISC_BYTES_MAX],
    uint8_t ret_group_mac[NDISC_MAC])
{
	/* ff02::1:ff00:0/104 and the last three bytes of the address. */
	uint8_t group[16] = { 0xff, 0x02, [11] = 0x01, 0xff };
	struct message message;

	memcpy(group + 13, ip->bytes + 13, 3);
	begin(&message, ND_NEIGHBOR_SOLICIT, ip, group, sizeof(message));
	finish(&message, ret_bytes, sizeof(message));
	group_mac(group, ret_group_mac);
	return sizeof(message);
}

size_t
ndisc_build_announcement(const struct link *link, const struct ip *ip,
    bool is_router, uint8_t ret_bytes[NDISC_BYTES_MAX],
    uint8_t ret_group_mac[NDISC_MAC])
{
	uint8_t option[8] = { ND_OPT_TARGET_LINKADDR, 1 };
	size_t size = sizeof(struct message) + sizeof(option);
	struct message message;

	memcpy(option + 2, link->mac, NDISC_MAC);
	begin(&message, ND_NEIGHBOR_ADVERT, ip, all_nodes, size);
	memcpy(&message.ip6.ip6_src, ip->bytes, 16);
	message.icmp6.icmp6_dataun.icmp6_un_data32[0] =
	    ND_NA_FLAG_OVERRIDE | (is_router ? ND_NA_FLAG_ROUTER : 0);
	memcpy(ret_bytes + sizeof(message), option, sizeof(option));
	finish(&message, ret_bytes, size);
	group_mac(all_nodes, ret_group_mac);
	return size;
}

/* Walks the options for the hardware address; false when they are broken. */
static bool
parse_options(const uint8_t *at, size_t left, struct ndisc *ndisc)
{
	uint8_t wanted = ndisc->is_solicitation ? ND_OPT_SOURCE_LINKADDR
						: ND_OPT_TARGET_LINKADDR;

	while (left >= 2) {
		size_t size = (size_t)at[1] * 8;

		if (size == 0 || size > left)
			return false;
		if (at[0] == wanted) {
			memcpy(ndisc->mac, at + 2, NDISC_MAC);
			ndisc->has_mac = true;
		}
		at += size;
		left -= size;
	}
	return left == 0;
}

bool
ndisc_parse(const uint8_t *bytes, size_t size, struct ndisc *ret_ndisc)
{
	struct ndisc ndisc = { 0 };
	struct message message;
	size_t told;

	if (size < sizeof(message))
		return false;
	memcpy(&message, bytes, sizeof(message));
	told = sizeof(message.ip6) + ntohs(message.ip6.ip6_plen);
	if (message.ip6.ip6_vfc >> 4 != 6 || told < sizeof(message) ||
	    told > size || message.ip6.ip6_nxt != IPPROTO_ICMPV6 ||
	    message.ip6.ip6_hlim != HOPS || message.icmp6.icmp6_code != 0)
		return false;
	if (message.icmp6.icmp6_type != ND_NEIGHBOR_SOLICIT &&
	    message.icmp6.icmp6_type != ND_NEIGHBOR_ADVERT)
		return false;
	ndisc.is_solicitation = message.icmp6.icmp6_type == ND_NEIGHBOR_SOLICIT;
	ip_from_bytes(AF_INET6, &message.ip6.ip6_src, 16, &ndisc.source);
	ip_from_bytes(AF_INET6, message.target, 16, &ndisc.target);
	if (!parse_options(
		bytes + sizeof(message), told - sizeof(message), &ndisc))
		return false;
	*ret_ndisc = ndisc;
	return true;
}

bool
ndisc_contests(const struct ndisc *ndisc, const struct link *own,
    const uint8_t from[NDISC_MAC], const struct ip *ip)
{
	static const struct ip nobody = { .family = AF_INET6 };

	if (!ip_equal(&ndisc->target, ip) ||
	    memcmp(from, own->mac, NDISC_MAC) == 0)
		return false;
	/* A solicitation from a real address only looks for the holder. */
	return !ndisc->is_solicitation || ip_equal(&ndisc->source, &nobody);
}

bool
ndisc_claims(const struct ndisc *ndisc, const struct link *own,
    const uint8_t from[NDISC_MAC], const struct ip *ip)
{
	if (memcmp(from, own->mac, NDISC_MAC) == 0)
		return false;
	return ip_equal(&ndisc->source, ip) ||
	       (!ndisc->is_solicitation && ip_equal(&ndisc->target, ip));
}
