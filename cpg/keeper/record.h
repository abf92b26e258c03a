/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - what the keepers agree on: who is primary by which term, and
 * every rule a commit may have rested on.
 *
 * A value; places not in use are zero.  view.h says how it comes to be the
 * same on every node's disk.
 */
#ifndef KEEPER_RECORD_H
#define KEEPER_RECORD_H

#include "cpg/keeper/rule.h"

/* The simulator of tests/sim builds with smaller bounds, nobody else. */
#ifndef RECORD_NODES_MAX
#define RECORD_NODES_MAX 16
#endif
#ifndef RECORD_RULES_MAX
#define RECORD_RULES_MAX 16
#endif

struct record {
	uint64_t view; /* the view it was installed in; 0: never */
	uint64_t seq;  /* of the update inside that view */
	unsigned nmembers;
	uint32_t members[RECORD_NODES_MAX]; /* the nodes of that view */
	uint64_t term;                      /* of the last grant */
	struct member primary; /* to whom it went; node 0: nobody yet */
	uint32_t vip_holder;   /* 0: nobody */
	bool held;             /* paused: no promotion until released */
	bool spent; /* mode=lite: failed over, and nobody has rearmed since */
	unsigned nrules;
	/* The last one is what the recorded primary has or is about to have. */
	struct rule rules[RECORD_RULES_MAX];
};

/* What one node's disk holds. */
struct ledger {
	uint64_t promise; /* no view below this number is taken part in */
	bool counts;      /* false: fresh, stores but is no witness yet */
	struct record record;
};

/* Less than, equal to or greater than 0, as a is older than b: (view, seq). */
int record_cmp(const struct record *a, const struct record *b);

/* Everything is the same, unused places aside. */
bool record_equal(const struct record *a, const struct record *b);

/* Nobody was ever granted anything: nothing can be lost with it. */
bool record_is_blank(const struct record *record);

bool record_has_member(const struct record *record, uint32_t node);

/*
 * Makes the rule the last one.  An equal one moves.  False, and the record
 * untouched, when the rule is not sound or there is no room: a rule that is
 * forgotten is a commit that is lost.
 */
bool record_add_rule(struct record *record, const struct rule *rule);

/* Drops every rule but the last. */
void record_keep_last_rule(struct record *record);

/*
 * The rules of others than the last rule's owner go; in their stead stands one
 * of that owner that asks nobody: all that they let be acknowledged rests on
 * its data alone, and nobody who has less is promoted.  Only for a primary that
 * was promoted by the record's grant, which has all of it.
 */
void record_rest_on_owner(struct record *record);

/*
 * All rules go but one of the last rule's owner that asks nobody, which is more
 * than any of them demands.  For a record without room, and only for a primary
 * that was promoted by its grant.
 */
void record_rest_on_owner_alone(struct record *record);

/* NULL when there is none. */
const struct rule *record_last_rule(const struct record *record);

/*
 * A grant to the rule's owner: a term above the record's and above term_seen,
 * the owner as primary, the rule in addition to all others.  False, and the
 * record untouched, when there is no room or no higher term.
 */
bool record_grant(
    struct record *record, const struct rule *rule, uint64_t term_seen);

/* True while this data holds the last grant. */
bool record_is_primary(const struct record *record, const struct member *data);

#endif
