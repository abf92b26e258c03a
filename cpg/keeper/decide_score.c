/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_score.h"

static struct score_verdict
says(enum score score)
{
	return (struct score_verdict){ .score = score };
}

static struct score_verdict
none(const char *sentence)
{
	struct score_verdict verdict = { .score = SCORE_NONE };

	why_set(&verdict.why, "%s", sentence);
	return verdict;
}

/*
 * One that is slow to answer is the monitor's to judge: without its score a
 * primary would be demoted after one look, or because its keeper is new.
 */
static struct score_verdict
of_silent(const struct score_facts *facts)
{
	if (!facts->has_answered)
		return (struct score_verdict){ .stays = true };
	return facts->was_primary ? says(SCORE_PRIMARY)
				  : none("its database does not answer");
}

/* Would the promotion of that other node be granted as well? */
static bool
may(const struct score_facts *facts, const struct candidate *other)
{
	struct promotion_facts theirs = facts->world;

	theirs.node = other->data.node;
	return other->data.node != facts->world.node &&
	       decide_promotion(&theirs).objection == PROMOTION_SAFE;
}

static bool
a_sound_one_may(const struct score_facts *facts)
{
	for (unsigned i = 0; i < facts->world.ncandidates; i++)
		if (!facts->others_sick[i] &&
		    may(facts, &facts->world.candidates[i]))
			return true;
	return false;
}

/* The sound one that may, and reaches more gateways; 0: there is none. */
static uint32_t
who_reaches_more(const struct score_facts *facts)
{
	for (unsigned i = 0; i < facts->world.ncandidates; i++)
		if (!facts->others_sick[i] &&
		    decide_reach_is_less(
			&facts->reach, &facts->others_reach[i]) &&
		    may(facts, &facts->world.candidates[i]))
			return facts->world.candidates[i].data.node;
	return 0;
}

/*
 * Of two primaries that meet, the record knows which one is meant.  One that
 * is sick hands over, but to nobody who is no better off.
 */
static struct score_verdict
of_primary(const struct score_facts *facts)
{
	if (facts->is_superseded && !facts->has_grant)
		return none("another is the primary, by a later grant");
	if (facts->is_sick && !facts->has_grant && a_sound_one_may(facts))
		return says(SCORE_SICK);
	if (facts->is_out_of_reach && !facts->has_grant &&
	    who_reaches_more(facts) != 0)
		return says(SCORE_SICK);
	return says(SCORE_PRIMARY);
}

/* What the node itself has to say; true when that is the whole answer. */
static bool
by_itself(const struct score_facts *facts, struct score_verdict *ret_verdict)
{
	bool settled = true;

	if (!facts->runs && (!facts->is_looked_for ||
				(facts->is_reviving && !facts->others_yield)))
		ret_verdict->stays = true;
	else if (!facts->runs)
		*ret_verdict = none("its database does not run");
	else if (facts->stands_down)
		*ret_verdict = none("its database is being brought down");
	else if (!facts->answers)
		*ret_verdict = of_silent(facts);
	else if (facts->is_primary || facts->has_grant)
		*ret_verdict = of_primary(facts);
	else if (facts->needs_build)
		*ret_verdict = none("its data is incomplete, or cannot follow");
	else if (!facts->is_standby)
		*ret_verdict = none("it is no standby that may be promoted");
	else
		settled = false;
	return settled;
}

static const struct candidate *
own(const struct score_facts *facts)
{
	for (unsigned i = 0; i < facts->world.ncandidates; i++)
		if (facts->world.candidates[i].data.node == facts->world.node)
			return &facts->world.candidates[i];
	return NULL;
}

static bool
another_may(const struct score_facts *facts)
{
	for (unsigned i = 0; i < facts->world.ncandidates; i++)
		if (may(facts, &facts->world.candidates[i]))
			return true;
	return false;
}

static struct score_verdict
ready(const struct score_facts *facts)
{
	struct score_verdict verdict = says(SCORE_READY);

	verdict.farness = facts->farness;
	return verdict;
}

/* Of those who are as near; of equals Pacemaker may take either. */
static bool
another_is_better(const struct score_facts *facts)
{
	const struct candidate *self = own(facts);

	for (unsigned i = 0; i < facts->world.ncandidates; i++) {
		const struct candidate *other = &facts->world.candidates[i];

		if (facts->others_farness[i] == facts->farness &&
		    may(facts, other) &&
		    decide_promotion_compare(
			&other->position, &self->position) > 0)
			return true;
	}
	return false;
}

static struct score_verdict
out_of_reach(const struct score_facts *facts, const char *other)
{
	struct score_verdict verdict = { .score = SCORE_NONE };

	why_set(&verdict.why, "it reaches %u of %u gateways, and %s more",
	    facts->reach.nanswering, facts->reach.ngateways, other);
	return verdict;
}

static struct score_verdict
of_candidate(
    const struct score_facts *facts, const char *(*name)(uint32_t node))
{
	uint32_t reaches_more;

	if (facts->is_wanted)
		return says(SCORE_WANTED);
	if (facts->is_revived_elsewhere)
		return none("the primary died and is restarted in its place");
	reaches_more = who_reaches_more(facts);
	if (reaches_more != 0)
		return out_of_reach(facts, name(reaches_more));
	if (facts->is_sick)
		return says(SCORE_SICK);
	if (facts->holds_back && !facts->is_reviving && another_may(facts))
		return none("it was the primary, and another may take over");
	if (facts->has_primary && (facts->catches_up || !facts->in_rule))
		return says(SCORE_LAGGING);
	if (!facts->has_primary && another_is_better(facts))
		return says(SCORE_NEXT);
	return ready(facts);
}

struct score_verdict
decide_score(
    const struct score_facts *facts, const char *(*name)(uint32_t node))
{
	struct score_verdict verdict = { .score = SCORE_NONE };
	struct promotion_verdict promotion;

	if (by_itself(facts, &verdict))
		return verdict;
	if (facts->is_unsettled ||
	    (facts->world.record == NULL && !facts->is_view_missing)) {
		verdict.stays = true;
		return verdict;
	}
	if (facts->is_forced && facts->world.record != NULL)
		return says(SCORE_WANTED);
	promotion = decide_promotion(&facts->world);
	if (promotion.objection == PROMOTION_SAFE)
		return of_candidate(facts, name);
	decide_promotion_why(&facts->world, &promotion, name, &verdict.why);
	return verdict;
}

/* One that is sick, superseded or brought down has lost PRIMARY as well. */
enum score_kept
decide_score_kept(
    const struct score_facts *facts, const struct score_verdict *verdict)
{
	bool wants = !verdict->stays && verdict->score == SCORE_PRIMARY;

	if (!facts->is_looked_for || facts->has_grant)
		return SCORE_KEPT_AS_IT_IS;
	if (!facts->runs)
		return facts->is_reviving ? SCORE_KEPT_AS_IT_IS
					  : SCORE_KEPT_NOT;
	if (!facts->answers && (verdict->stays || wants))
		return SCORE_KEPT_AS_IT_IS;
	return facts->is_primary && facts->answers && wants ? SCORE_KEPT_HERE
							    : SCORE_KEPT_NOT;
}
