/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_outlook.h"

#include "ocf/why.h"

struct choice {
	unsigned i; /* of world.candidates */
	struct promotion_verdict verdict;
};

static const struct candidate *
candidate_of(const struct outlook_facts *facts, const struct choice *choice)
{
	return &facts->world.candidates[choice->i];
}

static bool
may(const struct choice *choice)
{
	return choice->verdict.objection == PROMOTION_SAFE;
}

/* Pacemaker is told a higher score of these: decide_score(). */
static bool
is_ready(const struct outlook_facts *facts, const struct choice *choice)
{
	const struct rule *rule = record_last_rule(facts->world.record);

	return !facts->nodes[choice->i].catches_up &&
	       (rule == NULL || rule->ngroups == 0 ||
		   rule_names(rule, candidate_of(facts, choice)->data.node));
}

/* Who may comes first, then who is ready, then who is nearer to the primary,
 * then who has more; candidates are by ascending node. */
static bool
is_better(const struct outlook_facts *facts, const struct choice *one,
    const struct choice *other)
{
	unsigned one_is = facts->nodes[one->i].farness;
	unsigned other_is = facts->nodes[other->i].farness;

	if (may(one) != may(other))
		return may(one);
	if (is_ready(facts, one) != is_ready(facts, other))
		return is_ready(facts, one);
	if (one_is != other_is)
		return one_is < other_is;
	return decide_promotion_compare(&candidate_of(facts, one)->position,
		   &candidate_of(facts, other)->position) > 0;
}

static struct promotion_verdict
judge_node(const struct outlook_facts *facts, uint32_t node)
{
	struct promotion_facts world = facts->world;

	world.node = node;
	return decide_promotion(&world);
}

static struct choice
choose(const struct outlook_facts *facts)
{
	struct choice best = { 0 };

	for (unsigned i = 0; i < facts->world.ncandidates; i++) {
		struct choice choice = { .i = i };

		choice.verdict =
		    judge_node(facts, facts->world.candidates[i].data.node);
		if (i == 0 || is_better(facts, &choice, &best))
			best = choice;
	}
	return best;
}

/* Without a primary nothing has to die first, and the view is as it is. */
static enum outlook
judge_votes(const struct outlook_facts *facts)
{
	if (facts->primary == 0 || facts->votes >= facts->quorum)
		return OUTLOOK_TAKES_OVER;
	if (facts->votes + facts->device_votes >= facts->quorum)
		return OUTLOOK_WITH_DEVICE;
	return OUTLOOK_DATABASE_ONLY;
}

struct outlook_verdict
decide_outlook(const struct outlook_facts *facts)
{
	struct outlook_verdict verdict = { .outlook = OUTLOOK_NO_VIEW };
	struct choice best;

	if (facts->world.record == NULL)
		return verdict;
	verdict.outlook = OUTLOOK_NOBODY;
	if (facts->world.ncandidates == 0)
		return verdict;
	best = choose(facts);
	verdict.node = candidate_of(facts, &best)->data.node;
	verdict.promotion = best.verdict;
	if (may(&best))
		verdict.outlook = judge_votes(facts);
	return verdict;
}

/* Too few of those who may hold commits are heard: names one that is not. */
static void
tell_too_few(const struct promotion_verdict *verdict,
    const char *(*name)(uint32_t node), struct why *why)
{
	why_set(why,
	    "%u of those who may hold commits of %s must be heard, and %s is "
	    "not",
	    verdict->needed, name(verdict->rule->owner.node),
	    name(verdict->node));
}

/* Here "refuses" is imagined, so it must not be spoken of. */
static void
tell_objection(const struct outlook_facts *facts, uint32_t node,
    const struct promotion_verdict *verdict, const char *(*name)(uint32_t node),
    struct why *why)
{
	switch (verdict->objection) {
	case PROMOTION_SAFE:
	case PROMOTION_ASKED_BEFORE: /* nobody was asked */
		break;
	case PROMOTION_NO_VIEW:
	case PROMOTION_HELD:
	case PROMOTION_SPENT:
	case PROMOTION_NO_ROOM:
		why_set(why, "%s", decide_promotion_halt(verdict->objection));
		break;
	case PROMOTION_NOT_HEARD:
		why_set(why, "the database of %s is not heard", name(node));
		break;
	case PROMOTION_DATA_UNKNOWN:
	case PROMOTION_NOT_REFUSING:
		why_set(why, "what data %s has is not known", name(node));
		break;
	case PROMOTION_BUILDING:
		why_set(why, "the data of %s is being built", name(node));
		break;
	case PROMOTION_CASCADED:
		why_set(why, "%s follows a standby", name(node));
		break;
	case PROMOTION_UNGUARDED:
		why_set(why, "%s has no watchdog that works", name(node));
		break;
	case PROMOTION_REMOTE:
		why_set(why, "%s is in another city", name(node));
		break;
	case PROMOTION_FIRST_NEEDS_ALL:
		why_set(why,
		    "the first promotion needs all %u databases, and %u are "
		    "heard",
		    facts->world.ndatabases, facts->world.ncandidates);
		break;
	case PROMOTION_FIRST_IS_BEHIND:
	case PROMOTION_IS_BEHIND:
		why_set(why, "%s lacks what %s has", name(node),
		    name(verdict->node));
		break;
	case PROMOTION_OWNER_ONLY:
		why_set(why,
		    "%s may have acknowledged commits that no other has",
		    name(verdict->node));
		break;
	case PROMOTION_TOO_FEW:
		tell_too_few(verdict, name, why);
		break;
	}
}

static void
tell_nobody(const struct outlook_facts *facts,
    const struct outlook_verdict *verdict, const char *(*name)(uint32_t node),
    struct why *why)
{
	if (verdict->node == 0)
		why_set(why, "no %sdatabase is heard",
		    facts->primary == 0 ? "" : "other ");
	else
		tell_objection(
		    facts, verdict->node, &verdict->promotion, name, why);
	why_prefix(why, facts->primary == 0
			    ? "no primary, and nobody may be promoted"
			    : "nobody could take over");
}

void
decide_outlook_why(const struct outlook_facts *facts,
    const struct outlook_verdict *verdict, const char *(*name)(uint32_t node),
    struct why *ret_why)
{
	switch (verdict->outlook) {
	case OUTLOOK_TAKES_OVER:
		why_set(ret_why, "%s%s %s, nothing would be lost",
		    facts->primary == 0 ? "no primary: " : "",
		    name(verdict->node),
		    facts->primary == 0 ? "may be promoted"
					: "would take over");
		break;
	case OUTLOOK_WITH_DEVICE:
		why_set(ret_why,
		    "%s would take over if the quorum device votes for it, "
		    "nothing would be lost",
		    name(verdict->node));
		break;
	case OUTLOOK_DATABASE_ONLY:
		why_set(ret_why,
		    "%s would take over if the database of %s died; if its "
		    "node died, nobody: %u of the %u votes that are needed "
		    "would be left",
		    name(verdict->node), name(facts->primary), facts->votes,
		    facts->quorum);
		break;
	case OUTLOOK_NOBODY:
		tell_nobody(facts, verdict, name, ret_why);
		break;
	case OUTLOOK_NO_VIEW:
		if (facts->nkeepers == 0)
			why_set(ret_why,
			    "nobody: no view of the keepers is active, and "
			    "corosync does not say who they are");
		else
			why_set(ret_why,
			    "nobody: no view of the keepers is active, "
			    "%u of %u keepers %s here",
			    facts->nkeepers_here, facts->nkeepers,
			    facts->nkeepers_here == 1 ? "is" : "are");
		break;
	}
}

void
decide_outlook_objection(const struct outlook_facts *facts, uint32_t node,
    const char *(*name)(uint32_t node), struct why *ret_why)
{
	struct promotion_verdict verdict;

	why_set(ret_why, "%s", "");
	if (node == facts->primary)
		return;
	verdict = judge_node(facts, node);
	tell_objection(facts, node, &verdict, name, ret_why);
}
