/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agents/vip/ip.h"
#include "ocf/why.h"

/* Room for InfiniBand's addresses, which sockaddr_ll has not. */
union address {
	struct sockaddr_ll ll;
	struct sockaddr any;
	uint8_t bytes[offsetof(struct sockaddr_ll, sll_addr) + 32];
};

/* How much of a frame a filter lets through. */
#define WHOLE UINT32_MAX
#define HEADS sizeof(((struct packet_frame *)NULL)->bytes)

/* Those who come back all at once, until somebody hears them. */
#define CROWD_BYTES (4 << 20)

/* Of all the IPv6 traffic of a busy server only neighbour discovery. */
/* clang-format off */
static struct sock_filter only_ndisc[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6), /* next header */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 3),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 40), /* type */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_NEIGHBOR_SOLICIT, 2, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_NEIGHBOR_ADVERT, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, 0),
	BPF_STMT(BPF_RET | BPF_K, WHOLE),
};
/* clang-format on */

/* One of those that must all hold: what is loaded from there is this. */
struct condition {
	uint16_t load;
	uint32_t at, value;
};

#define CONDITIONS_MAX 6

/*
 * Not what a switch or a bridge shows us of the frames for others: those are
 * for the next holder to answer.
 */
static const struct condition to_us = { BPF_LD | BPF_B | BPF_ABS,
	(uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE), PACKET_HOST };

static unsigned
write_conditions(const struct ip *ip, struct condition *conditions)
{
	uint32_t protocol_at = ip->family == AF_INET ? 9 : 6;
	uint32_t destination_at = ip->family == AF_INET ? 16 : 24;
	unsigned n = 0;

	conditions[n++] = to_us;
	conditions[n++] = (struct condition){ BPF_LD | BPF_B | BPF_ABS,
		protocol_at, IPPROTO_TCP };
	for (uint32_t i = 0; i < ip_size(ip); i += 4) {
		uint32_t word;

		memcpy(&word, ip->bytes + i, 4);
		conditions[n++] = (struct condition){ BPF_LD | BPF_W | BPF_ABS,
			destination_at + i, ntohl(word) };
	}
	return n;
}

/* Each is a load and a jump to the end if it does not hold. */
static bool
hear_only_segments(int fd, const struct ip *ip)
{
	struct condition conditions[CONDITIONS_MAX];
	struct sock_filter program[2 * CONDITIONS_MAX + 2];
	unsigned n = write_conditions(ip, conditions);
	struct sock_fprog filter = { (unsigned short)(2 * n + 2), program };

	for (unsigned i = 0; i < n; i++) {
		program[2 * i] = (struct sock_filter)BPF_STMT(
		    conditions[i].load, conditions[i].at);
		program[2 * i + 1] =
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			conditions[i].value, 0, (uint8_t)(2 * (n - i) - 1));
	}
	program[2 * n] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, HEADS);
	program[2 * n + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		   sizeof(filter)) == 0;
}

static bool
hear_only_ndisc(int fd)
{
	struct sock_fprog filter = {
		.len = sizeof(only_ndisc) / sizeof(only_ndisc[0]),
		.filter = only_ndisc,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		   sizeof(filter)) == 0;
}

/* Protocol 0: hears nothing until it is bound, with its filter on. */
static bool
begin(struct packet *packet, const struct link *link, uint16_t protocol)
{
	packet->index = link->index;
	packet->protocol = protocol;
	packet->fd =
	    socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return packet->fd >= 0;
}

static bool
finish(struct packet *packet, bool filtered, const struct link *link,
    struct why *why)
{
	struct sockaddr_ll self = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(packet->protocol),
		.sll_ifindex = packet->index,
	};

	if (filtered &&
	    bind(packet->fd, (struct sockaddr *)&self, sizeof(self)) == 0)
		return true;
	why_set(why, "no packet socket on %s: %s", link->name, strerror(errno));
	packet_close(packet);
	return false;
}

bool
packet_open(
    struct packet *packet, const struct link *link, int family, struct why *why)
{
	uint16_t protocol = family == AF_INET ? ETH_P_ARP : ETH_P_IPV6;
	bool filtered = begin(packet, link, protocol) &&
			(family == AF_INET || hear_only_ndisc(packet->fd));

	return finish(packet, filtered, link, why);
}

bool
packet_open_segments(struct packet *packet, const struct link *link,
    const struct ip *ip, struct why *why)
{
	uint16_t protocol = ip->family == AF_INET ? ETH_P_IP : ETH_P_IPV6;
	bool filtered =
	    begin(packet, link, protocol) && hear_only_segments(packet->fd, ip);
	int bytes = CROWD_BYTES;

	if (filtered)
		(void)setsockopt(packet->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
		    sizeof(bytes));
	return finish(packet, filtered, link, why);
}

void
packet_close(struct packet *packet)
{
	if (packet->fd >= 0)
		close(packet->fd);
	packet->fd = -1;
}

bool
packet_join(struct packet *packet, const uint8_t *group_mac, struct why *why)
{
	struct packet_mreq request = {
		.mr_ifindex = packet->index,
		.mr_type = PACKET_MR_MULTICAST,
		.mr_alen = ETH_ALEN,
	};

	memcpy(request.mr_address, group_mac, ETH_ALEN);
	if (setsockopt(packet->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request,
		sizeof(request)) == 0)
		return true;
	why_set(why, "no multicast on the interface: %s", strerror(errno));
	return false;
}

bool
packet_send(struct packet *packet, const uint8_t *to, unsigned nto,
    const uint8_t *bytes, size_t size, struct why *why)
{
	union address address = { .ll = { .sll_family = AF_PACKET,
				      .sll_protocol = htons(packet->protocol),
				      .sll_ifindex = packet->index,
				      .sll_halen = (uint8_t)nto } };

	memcpy(address.bytes + offsetof(struct sockaddr_ll, sll_addr), to, nto);
	if (sendto(packet->fd, bytes, size, 0, &address.any, sizeof(address)) ==
	    (ssize_t)size)
		return true;
	why_set(
	    why, "nothing can be sent on the interface: %s", strerror(errno));
	return false;
}

/* False when there is nothing, or nothing of others. */
static bool
receive(struct packet *packet, struct packet_frame *frame)
{
	union address address = { 0 };
	socklen_t length = sizeof(address);
	ssize_t size = recvfrom(packet->fd, frame->bytes, sizeof(frame->bytes),
	    0, &address.any, &length);

	if (size <= 0 || address.ll.sll_pkttype == PACKET_OUTGOING)
		return false;
	frame->size = (size_t)size;
	frame->nmac = address.ll.sll_halen;
	if (frame->nmac > MAC_MAX)
		frame->nmac = MAC_MAX;
	memcpy(frame->from,
	    address.bytes + offsetof(struct sockaddr_ll, sll_addr),
	    frame->nmac);
	return true;
}

bool
packet_hear(
    struct packet *packet, struct moment until, struct packet_frame *ret_frame)
{
	for (;;) {
		struct pollfd pollfd = { .fd = packet->fd, .events = POLLIN };
		int64_t left = moment_left_ms(until, moment_now());
		int ready = poll(&pollfd, 1, (int)left);

		if (ready > 0 && receive(packet, ret_frame))
			return true;
		if (left == 0 || (ready < 0 && errno != EINTR))
			return false;
	}
}
