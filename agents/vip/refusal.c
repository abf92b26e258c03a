/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/refusal.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/checksum.h"
#include "agents/vip/ip.h"

enum { IP4_HEAD = 20, IP6_HEAD = 40, TCP_HEAD = 20 };
enum { FIN = 0x01, SYN = 0x02, RST = 0x04, ACK = 0x10 };

#define HOPS          64
#define DONT_FRAGMENT 0x4000
/* A piece of a packet: more of them follow, or it is not the first. */
#define FRAGMENT 0x3fff

struct segment {
	struct ip from, to;
	const uint8_t *tcp;
	size_t ntcp;   /* bytes of it that are there */
	size_t length; /* what it was sent with: header and text */
};

static uint32_t
get(const uint8_t *at, unsigned size)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value = value << 8 | at[i];
	return value;
}

static void
put(uint8_t *at, unsigned size, uint32_t value)
{
	for (unsigned i = size; i-- > 0; value >>= 8)
		at[i] = (uint8_t)value;
}

/* What lies behind the IP header: `length` bytes of `size` that are there. */
static void
set_text(struct segment *segment, const uint8_t *at, size_t size, size_t length)
{
	segment->tcp = at;
	segment->length = length;
	segment->ntcp = size < length ? size : length; /* the rest is padding */
}

static bool
parse4(const uint8_t *bytes, size_t size, struct segment *segment)
{
	size_t head, whole;

	if (size < IP4_HEAD || bytes[0] >> 4 != 4)
		return false;
	head = (size_t)(bytes[0] & 0x0f) * 4;
	whole = get(bytes + 2, 2);
	if (head < IP4_HEAD || head > size || head > whole ||
	    checksum_end(checksum_add(0, bytes, head)) != 0 ||
	    get(bytes + 6, 2) & FRAGMENT || bytes[9] != IPPROTO_TCP)
		return false;
	ip_from_bytes(AF_INET, bytes + 12, 4, &segment->from);
	ip_from_bytes(AF_INET, bytes + 16, 4, &segment->to);
	set_text(segment, bytes + head, size - head, whole - head);
	return true;
}

/* Nobody puts extension headers in front of TCP without being asked to. */
static bool
parse6(const uint8_t *bytes, size_t size, struct segment *segment)
{
	if (size < IP6_HEAD || bytes[0] >> 4 != 6 || bytes[6] != IPPROTO_TCP)
		return false;
	ip_from_bytes(AF_INET6, bytes + 8, 16, &segment->from);
	ip_from_bytes(AF_INET6, bytes + 24, 16, &segment->to);
	set_text(segment, bytes + IP6_HEAD, size - IP6_HEAD, get(bytes + 4, 2));
	return true;
}

/*
 * The TCP checksum is not looked at: it is not there yet in what comes from a
 * virtual machine of the same host, and the text it covers may be cut off.
 */
static bool
parse(const struct ip *departed, const uint8_t *bytes, size_t size,
    struct segment *segment)
{
	size_t head;

	if (departed->family == AF_INET ? !parse4(bytes, size, segment)
					: !parse6(bytes, size, segment))
		return false;
	if (!ip_equal(&segment->to, departed) ||
	    !ip_is_usable(&segment->from) ||
	    ip_equal(&segment->from, departed) || segment->ntcp < TCP_HEAD)
		return false;
	head = (size_t)(segment->tcp[12] >> 4) * 4;
	return head >= TCP_HEAD && head <= segment->length;
}

/* How much of the sequence the segment takes up: its text, SYN and FIN. */
static uint32_t
sequence_length(const struct segment *segment)
{
	size_t head = (size_t)(segment->tcp[12] >> 4) * 4;
	uint8_t flags = segment->tcp[13];

	return (uint32_t)(segment->length - head) + !!(flags & SYN) +
	       !!(flags & FIN);
}

static void
build_tcp(const struct segment *segment, uint8_t *tcp)
{
	size_t nip = ip_size(&segment->to);
	uint32_t sum = IPPROTO_TCP + TCP_HEAD;

	memset(tcp, 0, TCP_HEAD);
	memcpy(tcp, segment->tcp + 2, 2);
	memcpy(tcp + 2, segment->tcp, 2);
	if (segment->tcp[13] & ACK) {
		memcpy(tcp + 4, segment->tcp + 8, 4);
		tcp[13] = RST;
	} else {
		put(tcp + 8, 4,
		    get(segment->tcp + 4, 4) + sequence_length(segment));
		tcp[13] = RST | ACK;
	}
	tcp[12] = TCP_HEAD / 4 << 4;
	sum = checksum_add(sum, segment->to.bytes, nip);
	sum = checksum_add(sum, segment->from.bytes, nip);
	put(tcp + 16, 2, checksum_end(checksum_add(sum, tcp, TCP_HEAD)));
}

static size_t
build4(const struct segment *segment, uint8_t *bytes)
{
	memset(bytes, 0, IP4_HEAD);
	bytes[0] = 4 << 4 | IP4_HEAD / 4;
	put(bytes + 2, 2, IP4_HEAD + TCP_HEAD);
	put(bytes + 6, 2, DONT_FRAGMENT);
	bytes[8] = HOPS;
	bytes[9] = IPPROTO_TCP;
	memcpy(bytes + 12, segment->to.bytes, 4);
	memcpy(bytes + 16, segment->from.bytes, 4);
	put(bytes + 10, 2, checksum_end(checksum_add(0, bytes, IP4_HEAD)));
	return IP4_HEAD;
}

static size_t
build6(const struct segment *segment, uint8_t *bytes)
{
	memset(bytes, 0, IP6_HEAD);
	bytes[0] = 6 << 4;
	put(bytes + 4, 2, TCP_HEAD);
	bytes[6] = IPPROTO_TCP;
	bytes[7] = HOPS;
	memcpy(bytes + 8, segment->to.bytes, 16);
	memcpy(bytes + 24, segment->from.bytes, 16);
	return IP6_HEAD;
}

size_t
refusal_build(const struct ip *departed, const uint8_t *bytes, size_t size,
    uint8_t ret_bytes[REFUSAL_BYTES_MAX])
{
	struct segment segment = { 0 };
	size_t head;

	/* A reset that were answered would be answered for ever. */
	if (!parse(departed, bytes, size, &segment) || segment.tcp[13] & RST)
		return 0;
	head = departed->family == AF_INET ? build4(&segment, ret_bytes)
					   : build6(&segment, ret_bytes);
	build_tcp(&segment, ret_bytes + head);
	return head + TCP_HEAD;
}
