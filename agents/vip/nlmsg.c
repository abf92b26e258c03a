/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/nlmsg.h"

#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ocf/why.h"

#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif

static void
step(struct nlmsg_cursor *cursor, size_t bytes)
{
	size_t padded = NLMSG_ALIGN(bytes);

	if (padded > cursor->left)
		padded = cursor->left; /* the last one need not be padded */
	cursor->at += padded;
	cursor->left -= padded;
}

bool
nlmsg_next(struct nlmsg_cursor *cursor, struct nlmsg *ret_msg)
{
	struct nlmsghdr head;

	if (cursor->left < sizeof(head))
		return false;
	memcpy(&head, cursor->at, sizeof(head));
	if (head.nlmsg_len < sizeof(head) || head.nlmsg_len > cursor->left)
		return false;
	*ret_msg = (struct nlmsg){
		.type = head.nlmsg_type,
		.flags = head.nlmsg_flags,
		.seq = head.nlmsg_seq,
		.body = cursor->at + sizeof(head),
		.size = head.nlmsg_len - sizeof(head),
	};
	step(cursor, head.nlmsg_len);
	return true;
}

bool
nlmsg_next_attr(struct nlmsg_cursor *cursor, struct nlmsg_attr *ret_attr)
{
	struct nlattr head;

	if (cursor->left < sizeof(head))
		return false;
	memcpy(&head, cursor->at, sizeof(head));
	if (head.nla_len < sizeof(head) || head.nla_len > cursor->left)
		return false;
	*ret_attr = (struct nlmsg_attr){
		.type = (uint16_t)(head.nla_type & (unsigned)NLA_TYPE_MASK),
		.data = cursor->at + sizeof(head),
		.size = head.nla_len - sizeof(head),
	};
	step(cursor, head.nla_len);
	return true;
}

bool
nlmsg_head(struct nlmsg_cursor *cursor, void *ret_head, size_t size)
{
	if (cursor->left < size)
		return false;
	memcpy(ret_head, cursor->at, size);
	step(cursor, size);
	return true;
}

bool
nlmsg_u32(const struct nlmsg_attr *attr, uint32_t *ret_value)
{
	if (attr->size != sizeof(*ret_value))
		return false;
	memcpy(ret_value, attr->data, sizeof(*ret_value));
	return true;
}

bool
nlmsg_string(const struct nlmsg_attr *attr, char *ret_text, size_t size)
{
	size_t length = strnlen(attr->data, attr->size);

	if (length >= size)
		return false;
	memcpy(ret_text, attr->data, length);
	ret_text[length] = '\0';
	return true;
}

/* Room for size bytes at the end of the request, padding zeroed. */
static uint8_t *
extend(struct nlmsg_request *request, size_t size)
{
	uint8_t *at = request->bytes + request->size;

	if (NLMSG_ALIGN(size) > sizeof(request->bytes) - request->size)
		abort();
	memset(at, 0, NLMSG_ALIGN(size));
	request->size += NLMSG_ALIGN(size);
	return at;
}

void
nlmsg_begin(struct nlmsg_request *request, uint16_t type, uint16_t flags,
    const void *head, size_t head_size)
{
	struct nlmsghdr header = {
		.nlmsg_type = type,
		.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
	};

	request->size = 0;
	memcpy(extend(request, sizeof(header)), &header, sizeof(header));
	memcpy(extend(request, head_size), head, head_size);
}

void
nlmsg_add(
    struct nlmsg_request *request, uint16_t type, const void *data, size_t size)
{
	struct nlattr head = {
		.nla_type = type,
		.nla_len = (uint16_t)(sizeof(head) + size),
	};
	uint8_t *at = extend(request, sizeof(head) + size);

	memcpy(at, &head, sizeof(head));
	memcpy(at + sizeof(head), data, size);
}

bool
nlmsg_open(struct nlmsg_socket *netlink, int protocol, uint32_t groups,
    struct moment deadline, struct why *why)
{
	struct sockaddr_nl self = {
		.nl_family = AF_NETLINK,
		.nl_groups = groups,
	};
	int on = 1;

	netlink->seq = 0;
	netlink->deadline = deadline;
	netlink->fd = socket(
	    AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	if (netlink->fd < 0 ||
	    bind(netlink->fd, (struct sockaddr *)&self, sizeof(self)) != 0) {
		why_set(why, "no netlink socket: %s", strerror(errno));
		nlmsg_close(netlink);
		return false;
	}
	/* Lists only what was asked for, where the kernel is new enough. */
	(void)setsockopt(
	    netlink->fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	return true;
}

void
nlmsg_close(struct nlmsg_socket *netlink)
{
	if (netlink->fd >= 0)
		close(netlink->fd);
	netlink->fd = -1;
}

static int
send_request(struct nlmsg_socket *netlink, struct nlmsg_request *request)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr header;

	memcpy(&header, request->bytes, sizeof(header));
	header.nlmsg_len = (uint32_t)request->size;
	header.nlmsg_seq = ++netlink->seq;
	memcpy(request->bytes, &header, sizeof(header));
	if (sendto(netlink->fd, request->bytes, request->size, 0,
		(struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

/* One datagram from the kernel; its size, or -errno. */
static ssize_t
receive(struct nlmsg_socket *netlink)
{
	struct sockaddr_nl from = { 0 };
	socklen_t fromlen = sizeof(from);
	ssize_t size =
	    recvfrom(netlink->fd, netlink->buffer, sizeof(netlink->buffer),
		MSG_TRUNC, (struct sockaddr *)&from, &fromlen);

	if (size < 0)
		return -errno;
	if (from.nl_pid != 0)
		return 0; /* any process may send: only the kernel is heard */
	return size > (ssize_t)sizeof(netlink->buffer) ? -EPROTO : size;
}

static ssize_t
receive_in_time(struct nlmsg_socket *netlink)
{
	for (;;) {
		struct pollfd pollfd = { .fd = netlink->fd, .events = POLLIN };
		int64_t left = moment_left_ms(netlink->deadline, moment_now());
		ssize_t size = receive(netlink);

		if (size != -EAGAIN && size != -EINTR)
			return size;
		if (left == 0)
			return -ETIMEDOUT;
		if (poll(&pollfd, 1, (int)left) < 0 && errno != EINTR)
			return -errno;
	}
}

/* The errno that an acknowledgement or the end of a list carries. */
static int
final_error(const struct nlmsg *msg)
{
	int32_t error;

	if (msg->size < sizeof(error))
		return msg->type == NLMSG_DONE ? 0 : -EPROTO;
	memcpy(&error, msg->body, sizeof(error));
	return error > 0 ? -EPROTO : error;
}

struct conversation {
	uint32_t seq;
	bool changed; /* the list was not of one moment */
	bool over;
	int result;
	void (*each)(const struct nlmsg *msg, void *context);
	void *context;
};

static void
hear(struct conversation *talk, const uint8_t *bytes, size_t size)
{
	struct nlmsg_cursor cursor = { bytes, size };
	struct nlmsg msg;

	while (!talk->over && nlmsg_next(&cursor, &msg)) {
		if (msg.seq != talk->seq)
			continue; /* of an exchange that was given up */
		if (msg.flags & NLM_F_DUMP_INTR)
			talk->changed = true;
		if (msg.type == NLMSG_ERROR || msg.type == NLMSG_DONE) {
			talk->over = true;
			talk->result = final_error(&msg);
		} else if (msg.type >= NLMSG_MIN_TYPE && talk->each != NULL) {
			talk->each(&msg, talk->context);
		}
	}
}

int
nlmsg_exchange(struct nlmsg_socket *netlink, struct nlmsg_request *request,
    void (*each)(const struct nlmsg *msg, void *context), void *context)
{
	struct conversation talk = { .each = each, .context = context };
	int sent = send_request(netlink, request);

	if (sent != 0)
		return sent;
	talk.seq = netlink->seq;
	while (!talk.over) {
		ssize_t size = receive_in_time(netlink);

		if (size < 0)
			return (int)size;
		hear(&talk, netlink->buffer, (size_t)size);
	}
	return talk.result == 0 && talk.changed ? -EAGAIN : talk.result;
}

void
nlmsg_drain(struct nlmsg_socket *netlink)
{
	/* ENOBUFS says that events were lost: there may be more behind it. */
	for (;;) {
		ssize_t size = receive(netlink);

		if (size < 0 && size != -EINTR && size != -ENOBUFS)
			return;
	}
}
