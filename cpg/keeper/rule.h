/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rule.h - what a commit may have rested on: "while this node was primary, a
 * commit may have been acknowledged when k of the set S had it".
 *
 * A rule names data, not machines: a node whose disk was lost or whose data was
 * built anew is another incarnation, and knows nothing of what the old one had.
 * Plain values; nothing here fails but where it says so.
 */
#ifndef KEEPER_RULE_H
#define KEEPER_RULE_H

#include <stdbool.h>
#include <stdint.h>

/* The simulator of tests/sim builds with smaller bounds, nobody else. */
#ifndef RULE_MEMBERS_MAX
#define RULE_MEMBERS_MAX 9 /* one primary and eight standbys */
#endif
#ifndef RULE_GROUPS_MAX
#define RULE_GROUPS_MAX 4
#endif

/*
 * Nodes from here on do not exist.  They stand for whoever bears a name that
 * the keepers cannot ask: no answer of theirs is ever heard.
 */
#define RULE_STRANGERS (UINT32_MAX - 100)

/* The random id inside a data directory, renewed by every build; 0: unknown. */
struct incarnation {
	uint64_t id;
};

/* The data of one node. */
struct member {
	uint32_t node; /* corosync's node id, never 0 */
	struct incarnation incarnation;
};

/* k of the members must have a commit before it is acknowledged. */
struct rule_group {
	unsigned k;
	unsigned nmembers;
	struct member members[RULE_MEMBERS_MAX]; /* by ascending node */
};

/*
 * All groups must agree to an acknowledgement; no group means that nobody need.
 */
struct rule {
	struct member owner; /* the primary it was for; in none of its groups */
	unsigned ngroups;
	struct rule_group groups[RULE_GROUPS_MAX];
};

/* True for the same node with the same data; unknown data equals none. */
bool rule_same_data(const struct member *a, const struct member *b);

bool rule_equal(const struct rule *a, const struct rule *b);

/*
 * 0 < k <= members of every group, members ascending, the owner and all data
 * known, the owner in no group.
 */
bool rule_is_sound(const struct rule *rule);

/* Puts a member in its place; false when it is there or there is no room. */
bool rule_group_add(struct rule_group *group, struct member member);

/* The member of this node, whatever its data; NULL when there is none. */
const struct member *rule_group_find(
    const struct rule_group *group, uint32_t node);

/*
 * How many of the group must be heard so that one of them has every commit
 * that k of them had: members - k + 1.
 */
unsigned rule_group_overlap(const struct rule_group *group);

/* True when the node is in one of the rule's groups, whatever its data. */
bool rule_names(const struct rule *rule, uint32_t node);

#endif
