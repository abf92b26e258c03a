/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/farewell.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agents/vip/arp.h"
#include "agents/vip/child.h"
#include "agents/vip/ndisc.h"
#include "agents/vip/netlink.h"
#include "agents/vip/nlmsg.h"
#include "agents/vip/observe.h"
#include "agents/vip/refusal.h"
#include "agents/vip/sentry.h"
#include "agents/vip/turn.h"
#include "ocf/moment.h"
#include "ocf/why.h"

enum {
	LIFE_MS = 3000,
	LIFE_S = 4,     /* should anything hang after all */
	STAND_MS = 200, /* a predecessor is killed, which takes less */
};

_Static_assert(
    1 + 2 * HOLDERS_MAX <= CHILD_KEEP_MAX, "the child's descriptors");

static bool
open_ear(struct ear *ear, const struct link *link, const struct ip *ip,
    struct why *why)
{
	ear->link = *link;
	if (!packet_open_segments(&ear->segments, link, ip, why))
		return false;
	if (packet_open(&ear->neighbours, link, ip->family, why))
		return true;
	packet_close(&ear->segments);
	return false;
}

bool
farewell_listen(
    struct farewell *farewell, const struct facts *facts, struct why *why)
{
	bool all = true;

	farewell->ip = facts->target.ip;
	for (unsigned i = 0; i < facts->nholders; i++) {
		const struct link *link = &facts->holders[i].link;

		/* Elsewhere there is no hardware address to answer to. */
		if (!link->resolves)
			continue;
		if (open_ear(&farewell->ears[farewell->nears], link,
			&farewell->ip, why))
			farewell->nears++;
		else
			all = false;
	}
	return all;
}

void
farewell_close(struct farewell *farewell)
{
	for (unsigned i = 0; i < farewell->nears; i++) {
		packet_close(&farewell->ears[i].segments);
		packet_close(&farewell->ears[i].neighbours);
	}
	farewell->nears = 0;
}

/* When in doubt it is here. */
static bool
is_away(const struct ip *ip, struct moment end)
{
	struct target target = { .ip = *ip };
	struct facts facts;

	return observe_host(&target, end, &facts, NULL) && facts.nholders == 0;
}

/*
 * The kernel tells that an address has come before it takes in anything for
 * it.  So what had arrived before this was asked, and found the address away,
 * was not taken in.
 */
static bool
stays_away(struct nlmsg_socket *events, const struct ip *ip, struct moment end)
{
	struct pollfd pollfd = { .fd = events->fd, .events = POLLIN };

	if (poll(&pollfd, 1, 0) == 0)
		return true;
	nlmsg_drain(events);
	return is_away(ip, end);
}

static bool
is_claim(const struct ear *ear, const struct packet_frame *frame,
    const struct ip *ip)
{
	struct ndisc ndisc;
	struct arp arp;

	if (ip->family == AF_INET)
		return arp_parse(frame->bytes, frame->size, &arp) &&
		       arp_claims(&arp, &ear->link, ip);
	return frame->nmac == NDISC_MAC &&
	       ndisc_parse(frame->bytes, frame->size, &ndisc) &&
	       ndisc_claims(&ndisc, &ear->link, frame->from, ip);
}

/* True once another machine has said that it has the address. */
static bool
hear_claim(struct ear *ear, const struct ip *ip)
{
	struct packet_frame frame;

	while (packet_hear(&ear->neighbours, moment_now(), &frame))
		if (is_claim(ear, &frame, ip))
			return true;
	return false;
}

/* One segment; false when nothing is to be answered any more. */
static bool
answer(struct ear *ear, struct nlmsg_socket *events, const struct ip *ip,
    struct moment end)
{
	uint8_t bytes[REFUSAL_BYTES_MAX];
	struct packet_frame frame;
	size_t size;

	if (!packet_hear(&ear->segments, moment_now(), &frame))
		return true;
	size = refusal_build(ip, frame.bytes, frame.size, bytes);
	if (size == 0 || frame.nmac != ear->link.nmac)
		return true;
	if (!stays_away(events, ip, end))
		return false;
	/* Back to where it came from, be that the client or a router. */
	(void)packet_send(
	    &ear->segments, frame.from, frame.nmac, bytes, size, NULL);
	return true;
}

/* Everything that may wake us; false at the end. */
static bool
await_something(
    struct farewell *farewell, struct nlmsg_socket *events, struct moment end)
{
	struct pollfd fds[1 + 2 * HOLDERS_MAX];
	nfds_t nfds = 0;
	int64_t left = moment_left_ms(end, moment_now());

	fds[nfds++] = (struct pollfd){ .fd = events->fd, .events = POLLIN };
	for (unsigned i = 0; i < farewell->nears; i++) {
		struct ear *ear = &farewell->ears[i];

		fds[nfds++] =
		    (struct pollfd){ .fd = ear->segments.fd, .events = POLLIN };
		fds[nfds++] = (struct pollfd){ .fd = ear->neighbours.fd,
			.events = POLLIN };
	}
	return left > 0 && poll(fds, nfds, (int)left) > 0;
}

static void
say(struct farewell *farewell, struct nlmsg_socket *events, struct moment end)
{
	const struct ip *ip = &farewell->ip;

	if (!is_away(ip, end))
		return;
	while (await_something(farewell, events, end)) {
		if (!stays_away(events, ip, end))
			return;
		for (unsigned i = 0; i < farewell->nears; i++)
			if (hear_claim(&farewell->ears[i], ip) ||
			    !answer(&farewell->ears[i], events, ip, end))
				return;
	}
}

static void
stand_and_say(struct farewell *farewell, int turn_fd)
{
	struct moment now = moment_now(), end = moment_after(now, LIFE_MS);
	struct nlmsg_socket events;

	if (!sentry_stand(turn_fd, moment_after(now, STAND_MS)) ||
	    !netlink_open_events(&events, end, NULL))
		return;
	say(farewell, &events, end);
	nlmsg_close(&events);
}

bool
farewell_begin(const struct farewell *farewell, int turn_fd, struct why *why)
{
	struct farewell own = *farewell;
	int *keep[CHILD_KEEP_MAX] = { &turn_fd };
	unsigned nkeep = 1;
	pid_t pid;

	if (turn_fd < 0) {
		why_set(why, "there is no place for locks, so that a later "
			     "start could not end it");
		return false;
	}
	for (unsigned i = 0; i < own.nears; i++) {
		keep[nkeep++] = &own.ears[i].segments.fd;
		keep[nkeep++] = &own.ears[i].neighbours.fd;
	}
	pid = child_start("vip-farewell", LIFE_S, keep, nkeep, why);
	if (pid != 0)
		return pid > 0;
	stand_and_say(&own, turn_fd);
	_exit(0);
}

bool
farewell_end(const struct ip *ip, struct moment until)
{
	int turn_fd;
	bool ended = turn_begin(ip, until, &turn_fd) == TURN_IMPOSSIBLE ||
		     sentry_relieve(turn_fd, until);

	turn_end(turn_fd);
	return ended;
}
