/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_showing.h"

static bool
was_lost_lately(const struct showing_facts *facts)
{
	return facts->had_primary &&
	       facts->since_primary_ms < SHOWING_FAILOVER_MS;
}

/* A primary was lost a moment ago: Pacemaker is at it. */
static bool
is_failover(const struct showing_facts *facts)
{
	return !facts->has_primary && was_lost_lately(facts);
}

bool
decide_showing(const struct showing_facts *facts)
{
	return facts->since_change_ms >= SHOWING_SETTLED_MS &&
	       !is_failover(facts) && !facts->is_relearning;
}

/* A grant that comes to nothing is over soon, or is not waited for. */
static bool
is_chosen(const struct showing_facts *facts)
{
	return facts->another_has_grant && was_lost_lately(facts);
}

bool
decide_showing_score(
    const struct showing_facts *facts, enum score score, bool was_primary)
{
	if (facts->is_relearning && score != SCORE_NONE)
		return false;
	if (score == SCORE_WANTED || was_primary)
		return true;
	return !facts->has_primary && !is_chosen(facts);
}
