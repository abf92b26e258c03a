/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/arp.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <string.h>
#include <sys/socket.h>

enum { OP_REQUEST = 1, OP_REPLY = 2 };

struct head {
	uint16_t hardware, protocol;
	uint8_t nmac, nip;
	uint16_t operation;
};

static const struct ip nobody = { .family = AF_INET };

static uint8_t *
put(uint8_t *at, const void *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

static size_t
build(const struct link *link, uint16_t operation, const struct ip *sender,
    const uint8_t *target_mac, const struct ip *target, uint8_t *bytes)
{
	struct head head = {
		.hardware = htons((uint16_t)link->hardware),
		.protocol = htons(ETH_P_IP),
		.nmac = (uint8_t)link->nmac,
		.nip = 4,
		.operation = htons(operation),
	};
	uint8_t *at = put(bytes, &head, sizeof(head));

	at = put(at, link->mac, link->nmac);
	at = put(at, sender->bytes, 4);
	at = put(at, target_mac, link->nmac);
	at = put(at, target->bytes, 4);
	return (size_t)(at - bytes);
}

size_t
arp_build_probe(const struct link *link, const struct ip *ip,
    uint8_t ret_bytes[ARP_BYTES_MAX])
{
	static const uint8_t unknown[MAC_MAX];

	return build(link, OP_REQUEST, &nobody, unknown, ip, ret_bytes);
}

size_t
arp_build_announcement(const struct link *link, const struct ip *ip,
    bool as_reply, uint8_t ret_bytes[ARP_BYTES_MAX])
{
	static const uint8_t unknown[MAC_MAX];

	/* Linux takes a gratuitous reply for one only when it is addressed to
	 * the sender itself. */
	if (as_reply)
		return build(link, OP_REPLY, ip, link->mac, ip, ret_bytes);
	return build(link, OP_REQUEST, ip, unknown, ip, ret_bytes);
}

bool
arp_parse(const uint8_t *bytes, size_t size, struct arp *ret_arp)
{
	struct arp arp = { 0 };
	struct head head;
	const uint8_t *at = bytes + sizeof(head);
	uint16_t operation;

	if (size < sizeof(head))
		return false;
	memcpy(&head, bytes, sizeof(head));
	operation = ntohs(head.operation);
	if (ntohs(head.protocol) != ETH_P_IP || head.nip != 4 ||
	    head.nmac == 0 || head.nmac > MAC_MAX ||
	    (operation != OP_REQUEST && operation != OP_REPLY) ||
	    size < sizeof(head) + 2 * ((size_t)head.nmac + 4))
		return false;
	arp.is_request = operation == OP_REQUEST;
	arp.nmac = head.nmac;
	memcpy(arp.sender_mac, at, head.nmac);
	ip_from_bytes(AF_INET, at + head.nmac, 4, &arp.sender);
	ip_from_bytes(AF_INET, at + head.nmac + 4 + head.nmac, 4, &arp.target);
	*ret_arp = arp;
	return true;
}

static bool
is_own(const struct arp *arp, const struct link *own)
{
	return arp->nmac == own->nmac &&
	       memcmp(arp->sender_mac, own->mac, own->nmac) == 0;
}

bool
arp_claims(const struct arp *arp, const struct link *own, const struct ip *ip)
{
	return !is_own(arp, own) && ip_equal(&arp->sender, ip);
}

bool
arp_contests(const struct arp *arp, const struct link *own, const struct ip *ip)
{
	if (arp_claims(arp, own, ip))
		return true;
	return !is_own(arp, own) && arp->is_request &&
	       ip_equal(&arp->sender, &nobody) && ip_equal(&arp->target, ip);
}
