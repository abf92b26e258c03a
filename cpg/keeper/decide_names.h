/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_names.h - what synchronous_standby_names must say, when a change of
 * it is in force, and when commits made before it are safe under it.
 */
#ifndef KEEPER_DECIDE_NAMES_H
#define KEEPER_DECIDE_NAMES_H

#include "cpg/keeper/record.h"
#include "gauss/lsn.h"

struct names_facts {
	const struct record *record; /* NULL: no view is active */
	struct member data;          /* of the local database */
	bool is_primary;
	uint64_t own_term;
};

enum names_verdict {
	NAMES_STAY,   /* nothing may be decided now */
	NAMES_CLOSED, /* a name that nobody has: nothing is acknowledged */
	NAMES_RULE,   /* the record's last rule */
};

/*
 * Only the recorded primary, promoted by the newest grant, acknowledges; every
 * other instance is fail-closed, and so is every instance when it starts.
 */
enum names_verdict decide_names(const struct names_facts *facts);

/* One walsender of the local primary. */
struct sender_fact {
	uint32_t node;
	struct incarnation incarnation; /* of the standby's data; 0: unknown */
	struct lsn flushed;
};

/* What was seen since names were changed and the server told to reload. */
struct force_facts {
	struct lsn reload; /* end of a log record written after the reload */
	bool is_statement_old; /* a statement still runs that began before it */
	bool probe_waited;     /* a commit that must wait was seen to wait */
	unsigned nsenders;
	struct sender_fact senders[RULE_MEMBERS_MAX];
};

/*
 * Is the last rule of the record what the server acts by, and none of the
 * owner's earlier ones any more?  SHOW cannot tell: every session waits by its
 * own copy of the setting, and every walsender releases by its own.
 */
bool decide_names_in_force(
    const struct record *record, const struct force_facts *facts);

/*
 * Only the probe, which was too early for the server's flag, is missing: no
 * look at the server can bring it, another probe can.
 */
bool decide_names_must_probe_again(
    const struct record *record, const struct force_facts *facts);

/* An earlier rule of the last one's owner waited for nobody. */
bool decide_names_asked_nobody(const struct record *record);

/*
 * The barrier: is everything up to lsn where the rule wants it?  lsn is read
 * when the rule is in force, so it covers all that was acknowledged before.
 */
bool decide_names_barrier(const struct rule *rule, struct lsn lsn,
    const struct sender_fact senders[], unsigned nsenders);

#endif
