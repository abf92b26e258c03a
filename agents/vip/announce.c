/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/announce.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agents/vip/arp.h"
#include "agents/vip/child.h"
#include "agents/vip/ndisc.h"
#include "agents/vip/netlink.h"
#include "agents/vip/nlmsg.h"
#include "agents/vip/packet.h"
#include "agents/vip/turn.h"
#include "ocf/moment.h"

#define TURN_MS  100
#define SPARE_MS 1000

static bool
send_arp(struct packet *packet, const struct link *link, const struct ip *ip,
    struct why *why)
{
	uint8_t bytes[ARP_BYTES_MAX];
	size_t size = arp_build_announcement(link, ip, false, bytes);

	if (!packet_send(packet, link->broadcast, link->nmac, bytes, size, why))
		return false;
	size = arp_build_announcement(link, ip, true, bytes);
	return packet_send(
	    packet, link->broadcast, link->nmac, bytes, size, why);
}

/* A host that forwards must say so, or it is dropped as a router. */
static bool
is_router(const struct link *link)
{
	char path[64], flag = '0';
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/forwarding",
	    link->name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, &flag, 1) != 1)
		flag = '0';
	close(fd);
	return flag != '0';
}

static bool
send_advertisement(struct packet *packet, const struct link *link,
    const struct ip *ip, struct why *why)
{
	uint8_t bytes[NDISC_BYTES_MAX], to[NDISC_MAC];
	size_t size =
	    ndisc_build_announcement(link, ip, is_router(link), bytes, to);

	return packet_send(packet, to, NDISC_MAC, bytes, size, why);
}

bool
announce_once(const struct link *link, const struct ip *ip, struct why *why)
{
	struct packet packet;
	bool sent;

	if (!link->resolves)
		return true;
	if (!packet_open(&packet, link, ip->family, why))
		return false;
	sent = ip->family == AF_INET
		   ? send_arp(&packet, link, ip, why)
		   : send_advertisement(&packet, link, ip, why);
	packet_close(&packet);
	return sent;
}

/* What the child watches. */
struct watch {
	const struct link *link;
	const struct ip *ip;
	bool is_here;
};

static void
see_address(const struct netlink_address *address, void *context)
{
	struct watch *watch = context;

	if (address->index == watch->link->index &&
	    ip_equal(&address->ip, watch->ip))
		watch->is_here = true;
}

/* Another holder may be what is there instead: when in doubt, silence. */
static bool
is_still_here(const struct link *link, const struct ip *ip, struct moment end)
{
	struct watch watch = { .link = link, .ip = ip };
	struct netlink_visitor visitor = { .address = see_address,
		.context = &watch };
	struct nlmsg_socket netlink;

	if (!netlink_open(&netlink, end, NULL))
		return false;
	if (netlink_list_addresses(&netlink, ip->family, &visitor) != 0)
		watch.is_here = false;
	nlmsg_close(&netlink);
	return watch.is_here;
}

/* Waits until `due`; false as soon as the address has left. */
static bool
stays_until(struct nlmsg_socket *events, const struct link *link,
    const struct ip *ip, struct moment due)
{
	for (;;) {
		struct pollfd pollfd = { .fd = events->fd, .events = POLLIN };
		int64_t left = moment_left_ms(due, moment_now());

		if (left == 0)
			return true;
		if (poll(&pollfd, 1, (int)left) <= 0)
			continue;
		nlmsg_drain(events);
		if (!is_still_here(link, ip, due))
			return false;
	}
}

/* False when the address has left. */
static bool
announce_if_here(
    const struct link *link, const struct ip *ip, struct moment end)
{
	struct moment until =
	    moment_earlier(end, moment_after(moment_now(), TURN_MS));
	int fd;
	enum turn turn = turn_begin(ip, until, &fd);
	bool here = is_still_here(link, ip, end);

	/* Whoever has the turn now may be taking the address away. */
	if (here && turn != TURN_BUSY)
		(void)announce_once(link, ip, NULL);
	turn_end(fd);
	return here;
}

static void
repeat(const struct link *link, const struct ip *ip, unsigned times,
    unsigned interval_ms)
{
	struct moment due = moment_now();
	struct moment end =
	    moment_after(due, (int64_t)times * interval_ms + SPARE_MS);
	struct nlmsg_socket events;

	if (!netlink_open_events(&events, end, NULL))
		return;
	for (unsigned i = 0; i < times; i++) {
		due = moment_after(due, interval_ms);
		if (!stays_until(&events, link, ip, due) ||
		    !announce_if_here(link, ip, end))
			break;
	}
	nlmsg_close(&events);
}

bool
announce_repeatedly(const struct link *link, const struct ip *ip,
    unsigned times, unsigned interval_ms, struct why *why)
{
	pid_t pid;

	if (times == 0 || !link->resolves)
		return true;
	/* Should anything in there hang after all, it ends a little later. */
	pid = child_start("vip-announce",
	    times * interval_ms / 1000 + SPARE_MS / 1000 + 1, NULL, 0, why);
	if (pid != 0)
		return pid > 0;
	repeat(link, ip, times, interval_ms);
	_exit(0);
}
