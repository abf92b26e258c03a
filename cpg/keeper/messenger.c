/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/messenger.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cpg/votes.h"
#include "ocf/moment.h"

#define SEND_AGAIN_MS 5 /* when corosync is busy with its membership */

/* What it is told begins with one of these; the message follows. */
enum order { ORDER_SEND = 1, ORDER_ASK };

/* The child's. */

static const char *group_name; /* of the child that is begun next */

static struct {
	int fd;
	struct group *group;
	struct votes *votes;
	struct membership *membership;
	struct messenger_news news;
	struct moment beat;
	/* An order, and how much of it is still to be sent. */
	unsigned char order[1 + GROUP_MESSAGE_MAX];
	size_t nwaiting;
} us;

static void
tell_with(enum messenger_kind kind, const void *bytes, size_t nbytes)
{
	struct iovec parts[2] = {
		{ .iov_base = &us.news, .iov_len = sizeof(us.news) },
		{ .iov_base = (void *)(uintptr_t)bytes, .iov_len = nbytes },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t n;

	us.news.kind = kind;
	do
		n = sendmsg(us.fd, &message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		_exit(0); /* the keeper has ended */
}

static void
tell(enum messenger_kind kind)
{
	tell_with(kind, NULL, 0);
}

static void __attribute__((noreturn)) give_up(void)
{
	tell(MESSENGER_ABSENT);
	_exit(0);
}

static void
on_members(void *context, const uint32_t *nodeids, unsigned n)
{
	(void)context;
	memcpy(us.news.members, nodeids, n * sizeof(nodeids[0]));
	us.news.nmembers = n;
	tell(MESSENGER_MEMBERS);
}

static void
on_ring(void *context, struct ring ring)
{
	(void)context;
	us.news.ring = ring;
	tell(MESSENGER_RING);
}

static void
on_message(void *context, uint32_t sender, const void *bytes, size_t nbytes)
{
	(void)context;
	us.news.node = sender;
	tell_with(MESSENGER_MESSAGE, bytes, nbytes);
}

static void
tell_nodes(void)
{
	static struct messenger_nodes nodes;

	memset(&nodes, 0, sizeof(nodes));
	nodes.has_cluster =
	    votes_cluster(us.votes, nodes.cluster, sizeof(nodes.cluster));
	while (nodes.nnodes < RING_MEMBERS_MAX &&
	       votes_node_at(us.votes, nodes.nnodes,
		   &nodes.nodes[nodes.nnodes].node,
		   nodes.nodes[nodes.nnodes].name, sizeof(nodes.nodes[0].name)))
		nodes.nnodes++;
	tell_with(MESSENGER_NODES, &nodes, sizeof(nodes));
}

static void
read_tally(bool with_list)
{
	if (!votes_read(us.votes, with_list, &us.news.tally, &us.news.why))
		give_up();
}

/* The nodes may be others now: their names are told before. */
static void
on_verdict(void *context, const struct verdict *verdict)
{
	(void)context;
	us.news.verdict = *verdict;
	read_tally(true);
	tell_nodes();
	tell(MESSENGER_VERDICT);
}

static void
beat(void)
{
	struct tally before = us.news.tally;

	us.beat = moment_after(moment_now(), MESSENGER_BEAT_MS);
	read_tally(false);
	if (!tally_same_voters(&before, &us.news.tally))
		tell_nodes();
	tell(MESSENGER_TALLY);
}

/* Votes before verdicts: the first verdict asks for them. */
static void
join(void)
{
	static const struct group_listener listener = {
		.members = on_members,
		.ring = on_ring,
		.message = on_message,
	};

	us.group = group_open(group_name, &listener, NULL, &us.news.why);
	if (us.group == NULL)
		give_up();
	us.votes = votes_open(group_nodeid(us.group), &us.news.why);
	if (us.votes == NULL)
		give_up();
	us.membership = membership_open(on_verdict, NULL, &us.news.why);
	if (us.membership == NULL)
		give_up();
	us.news.node = group_nodeid(us.group);
	tell(MESSENGER_JOINED);
}

static void
send_waiting(void)
{
	switch (group_send(us.group, us.order + 1, us.nwaiting)) {
	case GROUP_SENT:
		us.nwaiting = 0;
		break;
	case GROUP_LATER:
		break;
	case GROUP_GONE:
		why_set(&us.news.why, "corosync does not take messages");
		give_up();
	}
}

static void
take_order(void)
{
	ssize_t n = recv(us.fd, us.order, sizeof(us.order), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0)
		_exit(0); /* the keeper has ended */
	if (us.order[0] == ORDER_ASK) {
		beat();
		return;
	}
	us.nwaiting = (size_t)n - 1;
	send_waiting();
}

static void
hear(struct pollfd *group, struct pollfd *membership)
{
	if (group->revents != 0 && !group_dispatch(us.group, &us.news.why))
		give_up();
	if (membership->revents != 0 &&
	    !membership_dispatch(us.membership, &us.news.why))
		give_up();
	if (group->revents != 0 || membership->revents != 0)
		tell(MESSENGER_SETTLED);
}

static void
attend(int fd)
{
	us.fd = fd;
	join();
	for (;;) {
		struct pollfd at[3] = {
			{ .fd = us.nwaiting > 0 ? -1 : fd, .events = POLLIN },
			{ .fd = group_fd(us.group), .events = POLLIN },
			{ .fd = membership_fd(us.membership),
			    .events = POLLIN },
		};
		int64_t left = moment_left_ms(us.beat, moment_now());

		if (us.nwaiting > 0 && left > SEND_AGAIN_MS)
			left = SEND_AGAIN_MS;
		if (poll(at, 3, (int)left) < 0)
			continue;
		hear(&at[1], &at[2]);
		if (us.nwaiting > 0)
			send_waiting();
		else if (at[0].revents != 0)
			take_order();
		if (moment_left_ms(us.beat, moment_now()) == 0)
			beat();
	}
}

/* The keeper's. */

bool
messenger_start(struct messenger *messenger, const char *group, struct why *why)
{
	group_name = group;
	return helper_start(
	    "gaussha-messenger", attend, &messenger->fd, &messenger->pid, why);
}

void
messenger_stop(struct messenger *messenger)
{
	helper_stop(&messenger->fd, &messenger->pid);
}

static enum group_sent
give(struct messenger *messenger, unsigned char order, const void *bytes,
    size_t nbytes)
{
	struct iovec parts[2] = {
		{ .iov_base = &order, .iov_len = 1 },
		{ .iov_base = (void *)(uintptr_t)bytes, .iov_len = nbytes },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	if (sendmsg(messenger->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return GROUP_SENT;
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS
		   ? GROUP_LATER
		   : GROUP_GONE;
}

enum group_sent
messenger_send(struct messenger *messenger, const void *bytes, size_t nbytes)
{
	return give(messenger, ORDER_SEND, bytes, nbytes);
}

/* It tells the tally soon by itself, where it does not take this. */
void
messenger_ask(struct messenger *messenger)
{
	(void)give(messenger, ORDER_ASK, NULL, 0);
}

enum helper_heard
messenger_receive(struct messenger *messenger, struct messenger_news *ret_news,
    const void **ret_bytes, size_t *ret_nbytes)
{
	static unsigned char bytes[GROUP_MESSAGE_MAX];
	struct iovec parts[2] = {
		{ .iov_base = ret_news, .iov_len = sizeof(*ret_news) },
		{ .iov_base = bytes, .iov_len = sizeof(bytes) },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t n = recvmsg(messenger->fd, &message, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return HELPER_NOTHING;
	if (n < (ssize_t)sizeof(*ret_news))
		return HELPER_GONE;
	*ret_bytes = bytes;
	*ret_nbytes = (size_t)n - sizeof(*ret_news);
	return HELPER_MESSAGE;
}
