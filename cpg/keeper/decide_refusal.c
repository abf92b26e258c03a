/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_refusal.h"

#include "cpg/keeper/decide_promotion.h"

bool
decide_refusal_is_witness(const struct candidate *candidate)
{
	return candidate->refusing && !candidate->building &&
	       candidate->position.lsn.bytes != 0;
}

/*
 * A grant of this view shows as a higher term; one of an earlier view has been
 * adopted by the present one, or will never be.
 */
bool
decide_refusal_is_held(
    const struct record *record, uint64_t view, uint64_t term)
{
	return record->view == view && record->term == term;
}

/* The candidate counted on us, and its grant may be on its way. */
static bool
is_counted_on(const struct refusal_facts *facts)
{
	return !facts->is_over &&
	       decide_refusal_is_held(
		   facts->record, facts->asked_in_view, facts->asked_at_term);
}

/*
 * Below the record's term a standby would still accept the primary before: it
 * follows nobody but the recorded one until it has learnt the term from it.
 */
enum refusal_verdict
decide_refusal(const struct refusal_facts *facts)
{
	if (facts->record == NULL || is_counted_on(facts))
		return REFUSAL_STAYS;
	if (facts->own_term < facts->record->term)
		return REFUSAL_FOLLOWS;
	return REFUSAL_ENDS;
}
