/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nlmsg.h - netlink as a transport: requests, answers, deadlines.
 *
 * Knows nothing of what is asked.  Every length that the other side names is
 * checked against what was received; headers are copied out, never cast.
 */
#ifndef VIP_NLMSG_H
#define VIP_NLMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ocf/moment.h"

struct why;

#define NLMSG_REQUEST_MAX 512
#define NLMSG_BUFFER_MAX                                                       \
	32768 /* the kernel never puts more into one answer                    \
	       */

/* A message or an attribute inside the bytes it came in. */
struct nlmsg {
	uint16_t type;
	uint16_t flags;
	uint32_t seq;
	const void *body;
	size_t size; /* of the body */
};

struct nlmsg_attr {
	uint16_t type; /* without the nested and byte order bits */
	const void *data;
	size_t size;
};

/* What is left to be read of some bytes. */
struct nlmsg_cursor {
	const uint8_t *at;
	size_t left;
};

/* The next one; false at the end and on anything that does not fit. */
bool nlmsg_next(struct nlmsg_cursor *cursor, struct nlmsg *ret_msg);
bool nlmsg_next_attr(struct nlmsg_cursor *cursor, struct nlmsg_attr *ret_attr);

/* Copies the fixed header in front of the attributes and steps behind it. */
bool nlmsg_head(struct nlmsg_cursor *cursor, void *ret_head, size_t size);

/* The bytes of an attribute as a number; false when it has another size. */
bool nlmsg_u32(const struct nlmsg_attr *attr, uint32_t *ret_value);

/* As a string that fits; false when it is longer. */
bool nlmsg_string(const struct nlmsg_attr *attr, char *ret_text, size_t size);

struct nlmsg_request {
	uint8_t bytes[NLMSG_REQUEST_MAX] __attribute__((aligned(4)));
	size_t size;
};

/* Begins a request; flags besides NLM_F_REQUEST. */
void nlmsg_begin(struct nlmsg_request *request, uint16_t type, uint16_t flags,
    const void *head, size_t head_size);

/* Adds an attribute.  Requests are made of what was bounded before, so one
 * that does not fit is a mistake of ours: it aborts. */
void nlmsg_add(struct nlmsg_request *request, uint16_t type, const void *data,
    size_t size);

struct nlmsg_socket {
	int fd; /* -1: not open */
	uint32_t seq;
	struct moment deadline; /* of every exchange */
	uint8_t buffer[NLMSG_BUFFER_MAX];
};

/* protocol is NETLINK_ROUTE, ...; groups are for events, 0 for none. */
bool nlmsg_open(struct nlmsg_socket *socket, int protocol, uint32_t groups,
    struct moment deadline, struct why *why);
void nlmsg_close(struct nlmsg_socket *socket);

/*
 * Sends the request and calls each() for every message of the answer, to its
 * end.  0; or the kernel's -errno; -ETIMEDOUT at the deadline; -EAGAIN when
 * what was listed changed meanwhile, so that the list must be asked for again;
 * -EPROTO for an answer that makes no sense.  each may be NULL.
 */
int nlmsg_exchange(struct nlmsg_socket *socket, struct nlmsg_request *request,
    void (*each)(const struct nlmsg *msg, void *context), void *context);

/* Reads and forgets all events that have come. */
void nlmsg_drain(struct nlmsg_socket *socket);

#endif
