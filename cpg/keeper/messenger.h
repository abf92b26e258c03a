/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * messenger.h - the child process that talks to corosync, so that the keeper
 * never waits for it: a corosync that hangs hangs the messenger, and a lease
 * ends in time all the same.  Who hears nothing of it takes corosync for gone,
 * and starts another.
 *
 * What corosync tells is told in its order.  A messenger that ends has left the
 * group, and nothing that it was given and had not sent is sent any more.
 */
#ifndef KEEPER_MESSENGER_H
#define KEEPER_MESSENGER_H

#include <limits.h>
#include <sys/types.h>

#include "cpg/group.h"
#include "cpg/helper.h"
#include "cpg/membership.h"
#include "cpg/tally.h"
#include "ocf/why.h"

/* It is heard at least so often.  What the tally points to is the program's own
 * text, and at the same place in both. */
#define MESSENGER_BEAT_MS 500

enum messenger_kind {
	MESSENGER_ABSENT = 1, /* corosync is not there, or has gone: why; then
				 it ends */
	MESSENGER_JOINED,     /* as node */
	MESSENGER_MEMBERS,    /* of the group: members */
	MESSENGER_RING,       /* ring */
	MESSENGER_MESSAGE,    /* of node: the bytes */
	MESSENGER_SETTLED,    /* all that came together was told */
	MESSENGER_NODES,      /* the bytes are a struct messenger_nodes */
	MESSENGER_VERDICT,    /* verdict and tally */
	MESSENGER_TALLY,      /* tally, read just now */
};

struct messenger_news {
	enum messenger_kind kind;
	uint32_t node;
	struct ring ring;
	unsigned nmembers;
	uint32_t members[RING_MEMBERS_MAX];
	struct verdict verdict;
	struct tally tally;
	struct why why;
};

/* corosync.conf's nodes, and what it calls the cluster. */
struct messenger_nodes {
	bool has_cluster;
	char cluster[NAME_MAX + 1];
	unsigned nnodes;
	struct {
		uint32_t node;
		char name[NAME_MAX + 1];
	} nodes[RING_MEMBERS_MAX];
};

struct messenger {
	int fd; /* -1: there is none */
	pid_t pid;
};

/* Joins that group as soon as it runs. */
bool messenger_start(
    struct messenger *messenger, const char *group, struct why *why);
void messenger_stop(struct messenger *messenger);

enum group_sent messenger_send(
    struct messenger *messenger, const void *bytes, size_t nbytes);

/* The tally is read and told now. */
void messenger_ask(struct messenger *messenger);

/* Does not wait; the bytes stay until the next call. */
enum helper_heard messenger_receive(struct messenger *messenger,
    struct messenger_news *ret_news, const void **ret_bytes,
    size_t *ret_nbytes);

#endif
