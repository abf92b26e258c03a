/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ocf/why.h"

/* Room for InfiniBand's addresses, which sockaddr_ll has not. */
union address {
	struct sockaddr_ll ll;
	struct sockaddr any;
	uint8_t bytes[offsetof(struct sockaddr_ll, sll_addr) + 32];
};

/* Of all the IPv6 traffic of a busy server only neighbour discovery. */
static bool
hear_only_ndisc(int fd)
{
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6), /* next header */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 40), /* type */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_NEIGHBOR_SOLICIT, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_NEIGHBOR_ADVERT, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};
	/* clang-format on */
	struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		   sizeof(filter)) == 0;
}

static bool
begin(struct packet *packet)
{
	struct sockaddr_ll self = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(packet->protocol),
		.sll_ifindex = packet->index,
	};

	if (packet->protocol == ETH_P_IPV6 && !hear_only_ndisc(packet->fd))
		return false;
	return bind(packet->fd, (struct sockaddr *)&self, sizeof(self)) == 0;
}

bool
packet_open(
    struct packet *packet, const struct link *link, int family, struct why *why)
{
	packet->index = link->index;
	packet->protocol = family == AF_INET ? ETH_P_ARP : ETH_P_IPV6;
	/* Protocol 0: hears nothing until it is bound, with its filter on. */
	packet->fd =
	    socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (packet->fd >= 0 && begin(packet))
		return true;
	why_set(why, "no packet socket on %s: %s", link->name, strerror(errno));
	packet_close(packet);
	return false;
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
