/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/sock_diag.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/ip.h"
#include "agents/vip/nlmsg.h"
#include "ocf/why.h"

/* All but those without another end, and those that are over already. */
#define STATES                                                                 \
	(~0U & ~(1U << TCP_LISTEN | 1U << TCP_CLOSE | 1U << TCP_TIME_WAIT))

/* "::ffff:192.0.2.1", the local end of a client that spoke IPv4 to a server
 * that listens on "::". */
static bool
is_mapped(const uint8_t bytes[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(bytes, mapped, sizeof(mapped)) == 0;
}

bool
sock_diag_parse(const void *body, size_t size, struct ip *ret_local)
{
	struct inet_diag_msg msg;
	uint8_t bytes[16];

	if (size < sizeof(msg))
		return false;
	memcpy(&msg, body, sizeof(msg));
	memcpy(bytes, msg.id.idiag_src, sizeof(bytes));
	if (msg.idiag_family == AF_INET6 && is_mapped(bytes))
		return ip_from_bytes(AF_INET, bytes + 12, 4, ret_local);
	return ip_from_bytes(msg.idiag_family, bytes,
	    msg.idiag_family == AF_INET ? 4 : 16, ret_local);
}

struct sweep {
	const struct ip *ip;
	struct nlmsg_socket destroyer; /* the other one is busy listing */
	unsigned nreset;
	int error; /* the first one */
};

static void
destroy(const struct nlmsg *msg, void *context)
{
	struct sweep *sweep = context;
	struct nlmsg_request request;
	struct inet_diag_req_v2 head = { .sdiag_protocol = IPPROTO_TCP,
		.idiag_states = STATES };
	struct inet_diag_msg found;
	struct ip local;
	int result;

	if (!sock_diag_parse(msg->body, msg->size, &local) ||
	    !ip_equal(&local, sweep->ip))
		return;
	memcpy(&found, msg->body, sizeof(found));
	head.sdiag_family = found.idiag_family;
	head.id = found.id; /* with its cookie: this socket and no other */
	nlmsg_begin(&request, SOCK_DESTROY, NLM_F_ACK, &head, sizeof(head));
	result = nlmsg_exchange(&sweep->destroyer, &request, NULL, NULL);
	if (result == 0)
		sweep->nreset++;
	else if (result != -ENOENT && sweep->error == 0)
		sweep->error = result; /* ENOENT: it ended by itself */
}

static int
sweep_family(struct nlmsg_socket *lister, int family, struct sweep *sweep)
{
	struct inet_diag_req_v2 head = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = IPPROTO_TCP,
		.idiag_states = STATES,
	};
	struct nlmsg_request request;
	int result;

	nlmsg_begin(
	    &request, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &head, sizeof(head));
	result = nlmsg_exchange(lister, &request, destroy, sweep);
	/* A list that changed is what we are here for. */
	return result == -EAGAIN ? 0 : result;
}

/* IPv4 connections are in both lists, see is_mapped(). */
static int
sweep_all(struct nlmsg_socket *lister, struct sweep *sweep)
{
	int result = 0;

	if (sweep->ip->family == AF_INET)
		result = sweep_family(lister, AF_INET, sweep);
	if (result == 0) {
		result = sweep_family(lister, AF_INET6, sweep);
		/* A kernel without IPv6 has no such list. */
		if (sweep->ip->family == AF_INET && result == -ENOENT)
			result = 0;
	}
	return result != 0 ? result : sweep->error;
}

static void
tell(int error, struct why *why)
{
	if (error == -EOPNOTSUPP)
		why_set(why, "this kernel cannot end connections "
			     "(CONFIG_INET_DIAG_DESTROY is not set)");
	else if (error == -ENOENT || error == -EINVAL)
		why_set(why, "this kernel cannot list connections "
			     "(no inet_diag and tcp_diag modules)");
	else
		why_set(why, "not all connections could be ended: %s",
		    strerror(-error));
}

bool
sock_diag_reset(const struct ip *ip, struct moment deadline,
    unsigned *ret_nreset, struct why *why)
{
	struct sweep sweep = { .ip = ip, .destroyer.fd = -1 };
	struct nlmsg_socket lister = { .fd = -1 };
	int result = 0;
	bool opened =
	    nlmsg_open(&lister, NETLINK_SOCK_DIAG, 0, deadline, why) &&
	    nlmsg_open(&sweep.destroyer, NETLINK_SOCK_DIAG, 0, deadline, why);

	if (opened)
		result = sweep_all(&lister, &sweep);
	if (result != 0)
		tell(result, why);
	nlmsg_close(&sweep.destroyer);
	nlmsg_close(&lister);
	*ret_nreset = sweep.nreset;
	return opened && result == 0;
}
