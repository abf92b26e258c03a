/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * following.h - whom a standby may stream from: openGauss's disable_conn().
 *
 * What is chosen is kept over restarts of the server.
 */
#ifndef GAUSS_FOLLOWING_H
#define GAUSS_FOLLOWING_H

#include <stdbool.h>

#include "ocf/moment.h"

struct session;
struct why;

enum following {
	FOLLOWING_UNKNOWN,
	FOLLOWING_ANYBODY, /* looks for a primary by itself: "polling" */
	FOLLOWING_ONE,     /* one named server only: "specify" */
	FOLLOWING_NOBODY,  /* "prohibit" */
};

/*
 * The standby gives up its stream and follows nobody.  True when the server has
 * proven that no stream is up and that it has replayed all it got.  False
 * leaves it with or without a stream: call again, or following_anybody().
 */
bool following_nobody(
    struct session *session, struct moment deadline, struct why *why);

/* host and port as replconninfo has them: remotehost, remoteport. */
bool following_one(struct session *session, struct moment deadline,
    const char *host, unsigned port, struct why *why);

bool following_anybody(
    struct session *session, struct moment deadline, struct why *why);

/*
 * What the server says.  For about a second after its start, and as long as no
 * primary is in sight, it says ANYBODY whatever is in force.
 */
bool following_observe(struct session *session, struct moment deadline,
    enum following *ret_following, struct why *why);

/* The server's word for it; NULL or another word: UNKNOWN. */
enum following following_parse(const char *mode);

#endif
