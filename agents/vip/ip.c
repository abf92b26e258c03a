/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/ip.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

bool
ip_parse(const char *text, struct ip *ret_ip)
{
	struct ip ip = { .family = AF_INET };

	if (inet_pton(AF_INET, text, ip.bytes) != 1) {
		ip.family = AF_INET6;
		if (inet_pton(AF_INET6, text, ip.bytes) != 1)
			return false;
	}
	*ret_ip = ip;
	return true;
}

bool
ip_from_bytes(int family, const void *bytes, size_t size, struct ip *ret_ip)
{
	struct ip ip = { .family = family };

	if ((family != AF_INET && family != AF_INET6) || size != ip_size(&ip))
		return false;
	memcpy(ip.bytes, bytes, size);
	*ret_ip = ip;
	return true;
}

const char *
ip_text(const struct ip *ip, char buf[IP_TEXT_MAX])
{
	if (inet_ntop(ip->family, ip->bytes, buf, IP_TEXT_MAX) == NULL)
		memcpy(buf, "?", 2);
	return buf;
}

size_t
ip_size(const struct ip *ip)
{
	return ip->family == AF_INET ? 4 : 16;
}

unsigned
ip_bits(const struct ip *ip)
{
	return ip->family == AF_INET ? 32 : 128;
}

bool
ip_equal(const struct ip *a, const struct ip *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, ip_size(a)) == 0;
}

bool
ip_same_network(const struct ip *a, const struct ip *b, unsigned prefix)
{
	unsigned whole = prefix / 8, rest = prefix % 8;

	if (a->family != b->family || prefix > ip_bits(a))
		return false;
	if (memcmp(a->bytes, b->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	       (a->bytes[whole] ^ b->bytes[whole]) >> (8 - rest) == 0;
}

struct ip
ip_broadcast(const struct ip *ip, unsigned prefix)
{
	struct ip broadcast = *ip;

	for (unsigned bit = prefix; bit < ip_bits(ip); bit++)
		broadcast.bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return broadcast;
}

static bool
is_usable4(const uint8_t *b)
{
	/* 0/8 this network, 127/8 loopback, 224/4 multicast, 240/4 reserved. */
	return b[0] != 0 && b[0] != 127 && b[0] < 224;
}

static bool
is_usable6(const uint8_t *b)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t loopback[16] = { [15] = 1 };
	static const uint8_t none[16];

	return b[0] != 0xff && memcmp(b, mapped, sizeof(mapped)) != 0 &&
	       memcmp(b, loopback, sizeof(loopback)) != 0 &&
	       memcmp(b, none, sizeof(none)) != 0;
}

bool
ip_is_usable(const struct ip *ip)
{
	return ip->family == AF_INET ? is_usable4(ip->bytes)
				     : is_usable6(ip->bytes);
}

bool
ip_is_link_local6(const struct ip *ip)
{
	return ip->family == AF_INET6 && ip->bytes[0] == 0xfe &&
	       (ip->bytes[1] & 0xc0) == 0x80;
}
