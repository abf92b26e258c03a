/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/echo.h"

#include <errno.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ocf/why.h"

/* The same layout for both families. */
struct packet {
	uint8_t type, code;
	uint16_t checksum, id, number;
	uint64_t mark;
};

static bool
hear_replies_only(int fd, int family)
{
	struct icmp_filter filter = { ~(UINT32_C(1) << ICMP_ECHOREPLY) };
	struct icmp6_filter filter6;

	if (family == AF_INET)
		return setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter,
			   sizeof(filter)) == 0;
	ICMP6_FILTER_SETBLOCKALL(&filter6);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter6);
	return setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter6,
		   sizeof(filter6)) == 0;
}

static int
open_family(int family, const char *interface)
{
	int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);

	if (fd < 0)
		return -1;
	if (hear_replies_only(fd, family) &&
	    (interface[0] == '\0' ||
		setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		    (socklen_t)strlen(interface)) == 0))
		return fd;
	close(fd);
	return -1;
}

bool
echo_open(struct echo *echo, const char *interface, struct why *why)
{
	*echo = (struct echo){ .fd4 = -1, .fd6 = -1 };
	if (getrandom(&echo->mark, sizeof(echo->mark), 0) !=
		(ssize_t)sizeof(echo->mark) ||
	    getrandom(&echo->id, sizeof(echo->id), 0) !=
		(ssize_t)sizeof(echo->id)) {
		why_set(why, "no random numbers: %s", strerror(errno));
		return false;
	}
	echo->fd4 = open_family(AF_INET, interface);
	echo->fd6 = open_family(AF_INET6, interface);
	if (echo->fd4 >= 0 || echo->fd6 >= 0)
		return true;
	why_set(why, "nothing can be pinged%s%s: %s",
	    interface[0] != '\0' ? " by " : "", interface, strerror(errno));
	return false;
}

void
echo_close(struct echo *echo)
{
	if (echo->fd4 >= 0)
		close(echo->fd4);
	if (echo->fd6 >= 0)
		close(echo->fd6);
	echo->fd4 = echo->fd6 = -1;
}

static uint16_t
checksum(const void *bytes, size_t nbytes)
{
	const uint8_t *at = bytes;
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < nbytes; i += 2)
		sum += (uint32_t)at[i] << 8 | at[i + 1];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static socklen_t
fill_target(const struct address *to, struct sockaddr_storage *target)
{
	struct sockaddr_in *in = (struct sockaddr_in *)target;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)target;

	memset(target, 0, sizeof(*target));
	target->ss_family = (sa_family_t)to->family;
	if (to->family == AF_INET) {
		memcpy(&in->sin_addr, to->bytes, sizeof(in->sin_addr));
		return sizeof(*in);
	}
	memcpy(&in6->sin6_addr, to->bytes, sizeof(in6->sin6_addr));
	return sizeof(*in6);
}

void
echo_send(struct echo *echo, const struct address *to, uint16_t number)
{
	int fd = to->family == AF_INET ? echo->fd4 : echo->fd6;
	struct sockaddr_storage target;
	socklen_t length = fill_target(to, &target);
	struct packet packet;

	memset(&packet, 0, sizeof(packet));
	packet.type = to->family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	packet.id = htons(echo->id);
	packet.number = htons(number);
	packet.mark = echo->mark;
	/* ICMPv6's the kernel computes. */
	if (to->family == AF_INET)
		packet.checksum = checksum(&packet, sizeof(packet));
	if (fd >= 0)
		(void)sendto(fd, &packet, sizeof(packet),
		    MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&target,
		    length);
}

/* IPv4 comes with its header. */
static size_t
skip_header(int family, const uint8_t *bytes)
{
	return family == AF_INET ? (size_t)(bytes[0] & 15) * 4 : 0;
}

static bool
is_ours(const struct echo *echo, int family, const struct packet *packet)
{
	uint8_t reply = family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;

	return packet->type == reply && packet->id == htons(echo->id) &&
	       packet->mark == echo->mark;
}

bool
echo_receive(
    struct echo *echo, int fd, struct address *ret_from, uint16_t *ret_number)
{
	struct sockaddr_storage from = { 0 };
	socklen_t length;
	uint8_t bytes[256];
	struct packet packet;
	ssize_t n;

	for (;;) {
		size_t skipped;

		length = sizeof(from);
		n = recvfrom(fd, bytes, sizeof(bytes), MSG_DONTWAIT,
		    (struct sockaddr *)&from, &length);
		if (n < 0)
			return false;
		skipped = n > 0 ? skip_header(from.ss_family, bytes) : 0;
		if ((size_t)n < skipped + sizeof(packet))
			continue;
		memcpy(&packet, bytes + skipped, sizeof(packet));
		if (is_ours(echo, from.ss_family, &packet))
			break;
	}
	*ret_number = ntohs(packet.number);
	*ret_from = (struct address){ .family = from.ss_family };
	if (from.ss_family == AF_INET)
		memcpy(ret_from->bytes,
		    &((struct sockaddr_in *)&from)->sin_addr, 4);
	else
		memcpy(ret_from->bytes,
		    &((struct sockaddr_in6 *)&from)->sin6_addr, 16);
	return true;
}
