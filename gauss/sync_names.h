/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sync_names.h - synchronous_standby_names as a rule: k of a set.
 *
 * FIRST k, ANY k and a plain list all promise the same to whoever looks for a
 * commit later: k of those listed have it (a plain list: one of them).
 */
#ifndef GAUSS_SYNC_NAMES_H
#define GAUSS_SYNC_NAMES_H

#include <stdbool.h>

#define SYNC_GROUPS_MAX  4
#define SYNC_MEMBERS_MAX 9
#define SYNC_NAME_MAX    64

struct why;

struct sync_group {
	unsigned k;
	unsigned nmembers;
	char members[SYNC_MEMBERS_MAX][SYNC_NAME_MAX];
};

/* All groups together must acknowledge; no group: nobody need. */
struct sync_rule {
	unsigned ngroups;
	struct sync_group groups[SYNC_GROUPS_MAX];
};

/*
 * The grammar of openGauss: "", "a,b", "2 (a,b)", "FIRST 1 (a,b)",
 * "ANY 1 (a,b), ANY 1 (c,d)".  "*" is refused: it promises nothing about whom.
 */
bool sync_names_parse(
    const char *text, struct sync_rule *ret_rule, struct why *why);

/* Membership by name, without regard to case, as openGauss compares. */
bool sync_names_group_has(const struct sync_group *group, const char *name);

#endif
