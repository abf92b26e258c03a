/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_sync_set.h - which rule should be in force next: on which standbys
 * must a commit be before it is acknowledged?
 */
#ifndef KEEPER_DECIDE_SYNC_SET_H
#define KEEPER_DECIDE_SYNC_SET_H

#include "cpg/keeper/record.h"

struct why;

/* What the administrator wants of one zone, or of all. */
struct sync_wish {
	unsigned zone;   /* standbys of this zone alone; 0: of any */
	unsigned wanted; /* standbys that should be synchronous */
	unsigned acks;   /* how many of them must have a commit */
	/* With fewer, writes rather stop; 0: a zone is done without. */
	unsigned least;
};

/* One configured standby, as the primary's keeper sees it. */
struct sync_standby {
	struct member data; /* incarnation 0: not known */
	unsigned zone;
	bool in_view;
	bool streaming;
	bool is_near; /* its lag is small enough to be waited for */
	bool cascaded;
	bool building; /* or must be, before it can follow */
};

struct sync_facts {
	struct member primary;
	const struct rule *present; /* NULL: none yet */
	/* More than this node is in the view, or it may act alone. */
	bool may_drop;
	unsigned nwishes;
	struct sync_wish wishes[RULE_GROUPS_MAX];
	unsigned least; /* of all; with fewer, writes rather stop */
	unsigned nstandbys;
	struct sync_standby standbys[RULE_MEMBERS_MAX];
};

/*
 * The rule that should be in force, into *ret_rule; true when it differs from
 * the present one, with a sentence that names the first node it is about.
 * Standbys are kept while they stream, taken in when they are near as well:
 * so a standby at the limit does not come and go.
 */
bool decide_sync_set(const struct sync_facts *facts,
    const char *(*name)(uint32_t node), struct rule *ret_rule, struct why *why);

#endif
