/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand.h - the child process by which a keeper touches one database.
 *
 * It alone talks SQL, as the owner of the data directory and one request after
 * the other: a server that hangs can so hang a child, never the keeper.  Every
 * request is answered exactly once: by the child, or, when it died or let the
 * deadline pass, as HAND_UNANSWERED; then it is killed, and another one is
 * started after a pause that doubles from 0.1 to 5 s.  Whatever was not
 * answered HAND_DONE may have been done all the same, even later.
 *
 * All of it is for one thread and allocates nothing.
 */
#ifndef KEEPER_HAND_H
#define KEEPER_HAND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cpg/keeper/hand_request.h"
#include "gauss/instance.h"

#define HAND_PENDING_MAX 8

/* Requests that nobody has answered yet. */
struct hand_pending {
	uint32_t id; /* 0: place not in use */
	enum hand_deed deed;
	struct moment deadline;
};

/* The caller's to allocate and keep; its fields are hand.c's. */
struct hand {
	struct instance instance;
	char node[HAND_NODE_MAX];
	int poll_fd;   /* the same from start to stop */
	int socket_fd; /* -1: no child */
	pid_t pid;     /* 0: none */
	pid_t dying;   /* killed and not yet reaped; 0: none */
	uint32_t last_id;
	int64_t pause_ms;      /* before the next start */
	struct moment reap;    /* when to look again whether it has gone */
	struct moment restart; /* when there is no child */
	bool is_lost;          /* the pending ones were the former child's */
	struct hand_pending pending[HAND_PENDING_MAX];
	struct hand_answer answer; /* being received */
};

/*
 * Starts the child.  node is this node's name, by which the incarnation is
 * known to be ours.  False with a sentence when there cannot be a hand; that a
 * child did not come up is no failure of this.
 */
bool hand_start(struct hand *hand, const struct instance *instance,
    const char *node, struct moment now, struct why *why);

/* Kills the child and forgets what is pending. */
void hand_stop(struct hand *hand);

/* Polls readable when hand_receive() has something to tell; valid until
 * hand_stop(), whatever happens to the child. */
int hand_fd(const struct hand *hand);

/*
 * Sends a copy of the request and gives it an id, which is returned.  0 when it
 * was not sent: no child just now, too many are pending, or its deadline has
 * passed; there will be no answer then.
 */
uint32_t hand_send(
    struct hand *hand, const struct hand_request *request, struct moment now);

/*
 * The next answer, valid until the next call; NULL when there is none.  To be
 * called until it says NULL, when hand_fd() is readable and when hand_due() has
 * come: the deadlines are enforced and the child is restarted here.
 */
const struct hand_answer *hand_receive(struct hand *hand, struct moment now);

/* When hand_receive() must be called at the latest. */
struct moment hand_due(const struct hand *hand, struct moment now);

/* True while requests of this kind are unanswered. */
bool hand_is_busy_with(const struct hand *hand, enum hand_deed deed);

#endif
