/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_refusal.h - when a standby's refusal of its primary counts, and when
 * it may end.
 *
 * To refuse is a deed: disable_conn() returned success, the stream is cut, and
 * it outlives a restart of the database.  From then on nothing more can be
 * acknowledged with this standby's help; a refusal that ends too early gives
 * an old primary its voice back.
 */
#ifndef KEEPER_DECIDE_REFUSAL_H
#define KEEPER_DECIDE_REFUSAL_H

#include "cpg/keeper/record.h"

struct candidate;

/* May its position be counted against a rule? */
bool decide_refusal_is_witness(const struct candidate *candidate);

/*
 * Do those who were asked to refuse in that view, at that term of the record,
 * do so still?  At any other term they follow the primary that it names.
 */
bool decide_refusal_is_held(
    const struct record *record, uint64_t view, uint64_t term);

struct refusal_facts {
	const struct record *record; /* NULL: no view is active */
	uint64_t own_term;           /* the highest the database knows */
	/* As it was when a candidate last asked for the refusal; view 0: not
	 * since this keeper started. */
	uint64_t asked_in_view, asked_at_term;
	bool is_over; /* that candidate said that it gave up */
};

enum refusal_verdict {
	REFUSAL_STAYS,   /* no stream from anybody */
	REFUSAL_FOLLOWS, /* from the recorded primary and nobody else */
	REFUSAL_ENDS,    /* the standby looks for its primary by itself */
};

enum refusal_verdict decide_refusal(const struct refusal_facts *facts);

#endif
