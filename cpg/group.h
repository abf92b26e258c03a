/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * group.h - this process as a member of one closed process group of corosync.
 * The only file that meets libcpg.
 *
 * Messages of a group reach all its members in the same order (CPG_TYPE_AGREED,
 * corosync guarantees no more: "delivered to me" never means "delivered to
 * you").  One process a node is a member; a member is named by its node id.
 */
#ifndef CPG_GROUP_H
#define CPG_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpg/ring.h"

struct group;
struct why;

#define GROUP_MESSAGE_MAX 65536

/* What a member hears.  Called from group_dispatch() only. */
struct group_listener {
	/* The nodes that have a member in the group now, this one among them.
	 */
	void (*members)(
	    void *context, const uint32_t *nodeids, unsigned nnodeids);
	/* A new membership of corosync itself, delivered before members(). */
	void (*ring)(void *context, struct ring ring);
	void (*message)(
	    void *context, uint32_t nodeid, const void *bytes, size_t nbytes);
};

/*
 * Joins the group.  NULL with a sentence when corosync is not there or refuses.
 * listener and context stay the caller's and must outlive the group.
 */
struct group *group_open(const char *name,
    const struct group_listener *listener, void *context, struct why *why);

/* Leaves; NULL is allowed. */
void group_close(struct group *group);

/* Polls readable when group_dispatch() has something to deliver. */
int group_fd(const struct group *group);

/* Delivers all that is there.  False when corosync has gone: close and reopen.
 */
bool group_dispatch(struct group *group, struct why *why);

enum group_sent {
	GROUP_SENT,  /* accepted: delivered to all members or to none that stay
		      */
	GROUP_LATER, /* corosync is busy with a membership change: try again */
	GROUP_GONE,  /* close and reopen */
};

enum group_sent group_send(
    struct group *group, const void *bytes, size_t nbytes);

/* This node's id. */
uint32_t group_nodeid(const struct group *group);

#endif
