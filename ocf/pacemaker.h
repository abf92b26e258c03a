/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pacemaker.h - what the suite asks of Pacemaker, through its command-line
 * tools only, so that every version from 2.0 to 3.0 will do.
 *
 * Outside of a cluster (ocf-tester, a terminal) questions find nothing and
 * announcements are dropped: pacemaker_is_there() tells the difference.
 */
#ifndef OCF_PACEMAKER_H
#define OCF_PACEMAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ocf/moment.h"

struct why;

#define NODE_NAME_MAX 256
#define NODES_MAX     32
#define ATTRIBUTE_MAX 256

struct nodes {
	unsigned n;
	char name[NODES_MAX][NODE_NAME_MAX];
};

/*
 * This node's name as Pacemaker knows it; the host name outside a cluster.
 * Costs nothing in an agent that Pacemaker started, a process elsewhere.
 */
bool pacemaker_node_name(
    char ret_name[NODE_NAME_MAX], struct moment deadline, struct why *why);

/* False outside a running cluster; nothing is told. */
bool pacemaker_is_there(struct moment deadline);

/* The nodes of this partition, this one among them. */
bool pacemaker_members(
    struct nodes *ret_members, struct moment deadline, struct why *why);

/*
 * Sets transient node attributes of this node, at most 32, all at the same
 * time; gone when the node leaves the cluster.  A NULL value deletes the
 * attribute.  True when Pacemaker's daemon on this node has taken all of them,
 * which is before they are in the CIB.
 */
struct attribute {
	const char *name;
	const char *value;
};
bool pacemaker_set_attributes(const struct attribute *attributes,
    size_t nattributes, struct moment deadline, struct why *why);

/*
 * A lasting attribute of that node, which survives whatever Pacemaker forgets
 * and is shadowed by a transient one of the same name.  With a value it is the
 * only one: all other nodes that Pacemaker knows lose theirs.
 */
bool pacemaker_keep_attribute(const struct attribute *attribute,
    const char *node, struct moment deadline, struct why *why);

/* Is the controller of that node a member of the cluster, or at its head? */
bool pacemaker_has_joined(
    const char *node, struct moment deadline, struct why *why);

/* Has the daemon write what it holds into the CIB, changed or not. */
bool pacemaker_refresh_attributes(struct moment deadline, struct why *why);

/* A transient attribute of any node; false when it has none, or an empty one.
 */
bool pacemaker_get_attribute(const char *node, const char *name,
    char ret_value[ATTRIBUTE_MAX], struct moment deadline);

/*
 * A permanent one, which an administrator has set; "" when the node has none.
 * False when that cannot be found out.
 */
bool pacemaker_get_property(const char *node, const char *name,
    char ret_value[ATTRIBUTE_MAX], struct moment deadline);

/*
 * The same of every node of this partition that has it, from one question; a
 * node that left is not among them.  False when none has.
 */
struct node_attribute {
	char node[NODE_NAME_MAX];
	char value[ATTRIBUTE_MAX];
};
bool pacemaker_get_everywhere(const char *name,
    struct node_attribute ret_found[NODES_MAX], unsigned *ret_nfound,
    struct moment deadline);

/*
 * The name of the attribute that holds the promotion score of a resource:
 * "master-<resource>", the same from Pacemaker 1.1 to 3.0.
 */
void pacemaker_score_attribute(
    const char *resource, char ret_name[ATTRIBUTE_MAX]);

/*
 * Tells the cluster, as a failed monitor would, that the resource died here.
 * Pacemaker takes it for an unpromoted one and leaves a failed action: where a
 * promoted one died, deleting its score has it demoted in good order instead.
 */
bool pacemaker_report_failure(
    const char *resource, struct moment deadline, struct why *why);

/*
 * Has Pacemaker fence the node, and waits for that.  False with a sentence when
 * it failed, or has not ended by the deadline: then it goes on all the same.
 */
bool pacemaker_fence(const char *node, struct moment deadline, struct why *why);

/* Every fencing that Pacemaker remembers; false when it cannot be asked. */
struct fence_event;
bool pacemaker_fencings(
    struct fence_event *ret_events, unsigned *ret_n, struct moment deadline);

/*
 * When the node was last fenced with success, by whichever device: seconds of
 * the clock, 0 when it was not or that cannot be found out.
 */
int64_t pacemaker_fenced_at(const char *node, struct moment deadline);

#endif
