/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deed.h - what a hand can do, each in a file of its own.
 *
 * In the child.  A deed returns true when it is done, and fills the answer;
 * else the answer's sentence says why.  It returns by the request's deadline.
 */
#ifndef DEED_H
#define DEED_H

#include "cpg/keeper/hand_request.h"

struct instance;

struct deed_context {
	const struct instance *instance;
	const char *node;
	struct session *session; /* NULL: none is open */
	int64_t run;             /* of the server at its other end */
	int64_t refused_run;     /* in which a refusal was proven; 0: none */
	char ha_host[HAND_HOST_MAX];
	unsigned ha_port;
};

typedef bool deed(struct deed_context *context,
    const struct hand_request *request, struct hand_answer *answer);

deed deed_find, deed_observe, deed_refuse, deed_follow, deed_release, deed_name,
    deed_repair, deed_renew, deed_raise_term;

/*
 * Makes sure that there is a session.  False with a sentence and *ret_failure;
 * one that turns out to be broken is replaced at the next call.
 */
bool deed_connect(struct deed_context *context, struct moment deadline,
    enum session_failure *ret_failure, struct why *why);

void deed_disconnect(struct deed_context *context);

/* Does it follow another server, or would it? */
bool deed_is_standby(enum role role);

#endif
