/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_rearm.h - mode=lite: is everything there that the next failover
 * needs, and what is still missing?
 *
 * Asked where the primary is.  The sentence says what a person has to do.
 */
#ifndef KEEPER_DECIDE_REARM_H
#define KEEPER_DECIDE_REARM_H

#include <stdbool.h>

#include "cpg/keeper/record.h"
#include "gauss/detail.h"

struct why;

/* A database that the keepers know, beside the primary's. */
struct rearm_standby {
	const char *node, *name; /* name: its application_name */
	struct member data;
	bool is_heard, runs, building, receives;
	enum detail detail;
};

struct rearm_facts {
	const struct record *record; /* of the active view */
	const char *primary;         /* its node's name */
	const char *datadir, *names; /* synchronous_standby_names */
	const struct rule *meaning;  /* what the names mean */
	const char *objection;       /* why they mean so little; "" */
	/* Sessions may still obey other names, for so many seconds. */
	unsigned unsettled_s;
	/* So long has a statement run that it may acknowledge alone. */
	bool is_statement_old;
	unsigned nstandbys;
	struct rearm_standby standbys[RULE_MEMBERS_MAX];
};

/* May the record's earlier rules go, once a barrier of the last one has been
 * passed?  False with a sentence. */
bool decide_rearm_settled(const struct rearm_facts *facts, struct why *ret_why);

/* True: nothing is missing. */
bool decide_rearm(const struct rearm_facts *facts, struct why *ret_why);

#endif
