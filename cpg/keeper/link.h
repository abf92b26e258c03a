/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * link.h - the keeper's link to corosync: the group, the quorum's verdict, the
 * votes; joined again whenever corosync comes back.
 *
 * What is told is told in the order in which corosync tells it.  A message is
 * sent or it is known that it was not: while corosync is busy messages wait in
 * a queue of fixed size, and when that is full the group is left, so that no
 * member ever waits for a word that was lost.
 */
#ifndef KEEPER_LINK_H
#define KEEPER_LINK_H

#include <stddef.h>

#include "cpg/keeper/decide_view.h"

#define LINK_GROUP "gaussha"

struct link_listener {
	/* The group or the ring under it changed; no node: we are out. */
	void (*group)(void *context, const struct view_group *group);
	void (*verdict)(void *context, const struct view_verdict *verdict,
	    const char *not_exclusive);
	void (*message)(
	    void *context, uint32_t sender, const void *bytes, size_t nbytes);
	/* A keeper that cannot answer must not be waited for by the others. */
	bool (*may_join)(void *context);
	/* May the gateway device's vote for that ring be acted on? */
	bool (*may_act)(void *context, struct ring ring);
	/* T_lease by corosync's settings. */
	void (*lease)(void *context, int64_t lease_ms, unsigned cast_votes,
	    struct ring ring);
};

/* Joins now or as soon as corosync is there, and logs the difference. */
void link_start(const struct link_listener *listener, void *context);
void link_stop(void);

/* What the quorum device may be counted for has changed: tells the verdict
 * anew, before this returns. */
void link_review(void);

/* All in the group, also who is excluded. */
const struct view_group *link_members(void);

/* This node's id; 0 until corosync was there for the first time. */
uint32_t link_nodeid(void);

/* The id of the node that corosync.conf names so; 0: none. */
uint32_t link_node_of(const char *name);

/* What corosync.conf calls the cluster, "" for nothing; false while corosync is
 * away. */
bool link_cluster(char *ret_name, size_t size);

/* The i-th of corosync.conf's nodes; false behind the last. */
bool link_node_at(unsigned i, uint32_t *ret_node, char *ret_name, size_t size);

/* As corosync.conf names it; "" for one that it does not have. */
const char *link_name_of(uint32_t node);

/* Leaves the group, and joins again after that time. */
void link_leave(const char *reason, int64_t for_ms);

/*
 * A member that speaks another version of the messages, or nothing, is no
 * member for us until it leaves or is excluded no more; who is excluded itself
 * is out.  To be called for the same message by all who hear it, so that all
 * go on without it at the same place in the order of messages.
 */
void link_exclude(uint32_t node, bool excluded);

/* False when not in the group. */
bool link_send(const void *bytes, size_t nbytes);

#endif
