/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/decide_off.h"

/* It is only evidence that is missing. */
static bool
waits_for_evidence(enum vote_reason reason)
{
	return reason == VOTE_NO_CONTINUITY || reason == VOTE_NO_GATEWAY ||
	       reason == VOTE_NO_RELAY || reason == VOTE_LIFE_SEEN;
}

enum standing_off
decide_off(const struct vote_facts *facts, const struct vote_verdict *verdict,
    unsigned place)
{
	if (facts->ring >> place & 1)
		return STANDING_OFF_IS_HERE;
	if (verdict->cast)
		return STANDING_OFF_NOT_NEEDED;
	if (!waits_for_evidence(verdict->reason))
		return STANDING_OFF_NO_HELP;
	if (facts->hears >> place & 1)
		return STANDING_OFF_LIVES;
	if (!(facts->standing.members >> place & 1))
		return STANDING_OFF_NOT_IN_VIEW;
	if (!facts->standing.is_complete)
		return STANDING_OFF_NOT_SEEN;
	return STANDING_OFF_MAY_BE_SAID;
}
