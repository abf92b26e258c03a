/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * echo.h - pings: ICMP and ICMPv6 echoes of this process.  The only file that
 * meets raw sockets.
 */
#ifndef QUORUM_ECHO_H
#define QUORUM_ECHO_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/quorum/config.h"

struct why;

/* One family each; a family that the host has not is left out. */
struct echo {
	int fd4, fd6; /* -1: none */
	uint16_t id;
	uint64_t mark; /* random: what does not carry it is not our answer */
};

/* interface "": by the route. */
bool echo_open(struct echo *echo, const char *interface, struct why *why);
void echo_close(struct echo *echo);

/* Does not wait; what cannot be sent is not answered. */
void echo_send(struct echo *echo, const struct address *to, uint16_t number);

/* The next answer to one of ours; false when there is none. */
bool echo_receive(
    struct echo *echo, int fd, struct address *ret_from, uint16_t *ret_number);

#endif
