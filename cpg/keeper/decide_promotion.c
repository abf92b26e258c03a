/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_promotion.h"

#include "cpg/keeper/decide_refusal.h"
#include "ocf/why.h"

int
decide_promotion_compare(const struct position *a, const struct position *b)
{
	if (a->term != b->term)
		return a->term < b->term ? -1 : 1;
	return lsn_cmp(a->lsn, b->lsn);
}

bool
decide_promotion_is_untaken(
    const struct record *record, const struct member *data, uint64_t own_term)
{
	return record_is_primary(record, data) && own_term < record->term;
}

static const struct candidate *
find(const struct promotion_facts *facts, uint32_t node)
{
	for (unsigned i = 0; i < facts->ncandidates; i++)
		if (facts->candidates[i].data.node == node)
			return &facts->candidates[i];
	return NULL;
}

/* The answer of exactly this data; NULL when the node is away or built anew. */
static const struct candidate *
find_data(const struct promotion_facts *facts, const struct member *data)
{
	const struct candidate *candidate = find(facts, data->node);

	if (candidate == NULL || !rule_same_data(&candidate->data, data))
		return NULL;
	return candidate;
}

static bool
is_behind(const struct candidate *asking, const struct candidate *other)
{
	return decide_promotion_compare(&other->position, &asking->position) >
	       0;
}

/* Objections that no rule is needed for.  The first that holds is told. */

static bool
no_view(const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)asking;
	return facts->record == NULL;
}

/*
 * Another was granted something since the others were asked: they have ended
 * their refusals for that one, and what they reported may be old.
 */
static bool
asked_before(
    const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)asking;
	return facts->is_outdated;
}

static bool
held(const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)asking;
	return facts->record->held;
}

/*
 * In lite mode the next one is for an administrator to allow.  A primary that
 * goes on because a grant to another came to nothing takes nothing over.
 */
static bool
spent(const struct promotion_facts *facts, const struct candidate *asking)
{
	return facts->is_lite && facts->record->spent && !facts->is_wanted &&
	       !facts->is_forced &&
	       facts->record->primary.node != facts->node && asking != NULL &&
	       !asking->is_primary;
}

/* A grant adds the rule of the new primary; none of the old may go for it. */
static bool
no_room(const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)asking;
	return facts->record->nrules >= RECORD_RULES_MAX;
}

static bool
not_heard(const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)facts;
	return asking == NULL;
}

static bool
data_unknown(
    const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)facts;
	return asking->data.incarnation.id == 0 ||
	       asking->position.lsn.bytes == 0;
}

static bool
building(const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)facts;
	return asking->building;
}

static bool
cascaded(const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)facts;
	return asking->cascaded;
}

/* With lease=watchdog.  Of one that serves already nothing is asked. */
static bool
unguarded(const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)facts;
	return asking->unguarded && !asking->is_primary;
}

/* What follows a move to another city is for people to weigh. */
static bool
remote(const struct promotion_facts *facts, const struct candidate *asking)
{
	return asking->remote && !facts->is_wanted && !facts->is_forced;
}

/* A primary has no stream to cut: the incumbent may be granted a higher term.
 */
static bool
not_refusing(
    const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)facts;
	return !asking->refusing && !asking->is_primary;
}

/*
 * Without any rule nothing is known of earlier primaries, so every database
 * must be heard, and the latest of them is the one.
 */
static bool
first_needs_all(
    const struct promotion_facts *facts, const struct candidate *asking)
{
	(void)asking;
	return facts->record->nrules == 0 && !facts->is_forced &&
	       facts->ncandidates < facts->ndatabases;
}

/* The first database with a later log; NULL when this one is the latest. */
static const struct candidate *
find_later(const struct promotion_facts *facts, const struct candidate *asking)
{
	for (unsigned i = 0; i < facts->ncandidates; i++)
		if (is_behind(asking, &facts->candidates[i]))
			return &facts->candidates[i];
	return NULL;
}

static bool
first_is_behind(
    const struct promotion_facts *facts, const struct candidate *asking)
{
	return facts->record->nrules == 0 && !facts->is_forced &&
	       find_later(facts, asking) != NULL;
}

static const struct {
	bool (*holds)(const struct promotion_facts *facts,
	    const struct candidate *asking);
	enum promotion_objection objection;
} objections[] = {
	{ no_view, PROMOTION_NO_VIEW },
	{ asked_before, PROMOTION_ASKED_BEFORE },
	{ held, PROMOTION_HELD },
	{ spent, PROMOTION_SPENT },
	{ no_room, PROMOTION_NO_ROOM },
	{ not_heard, PROMOTION_NOT_HEARD },
	{ data_unknown, PROMOTION_DATA_UNKNOWN },
	{ building, PROMOTION_BUILDING },
	{ cascaded, PROMOTION_CASCADED },
	{ unguarded, PROMOTION_UNGUARDED },
	{ remote, PROMOTION_REMOTE },
	{ not_refusing, PROMOTION_NOT_REFUSING },
	{ first_needs_all, PROMOTION_FIRST_NEEDS_ALL },
	{ first_is_behind, PROMOTION_FIRST_IS_BEHIND },
};

/* (i): what the rule's primary acknowledged, that primary has. */
static bool
is_owner(const struct rule *rule, const struct candidate *asking)
{
	return rule_same_data(&rule->owner, &asking->data);
}

/*
 * (ii): the rule's primary is here, is one no more and cannot become one again
 * by an older grant, and has nothing that we lack.  A switchover.
 */
static bool
owner_agrees(const struct promotion_facts *facts, const struct rule *rule,
    const struct candidate *asking)
{
	const struct candidate *owner = find_data(facts, &rule->owner);

	return owner != NULL && !owner->is_primary && !owner->has_grant &&
	       !owner->building && !is_behind(asking, owner);
}

/*
 * (iii): so many of the set refuse the old primary that every k of the set
 * include one of them, and none of them has more than we have.
 */
static struct promotion_verdict
group_objects(const struct promotion_facts *facts,
    const struct rule_group *group, const struct candidate *asking)
{
	struct promotion_verdict verdict = {
		.objection = PROMOTION_TOO_FEW,
		.needed = rule_group_overlap(group),
	};

	for (unsigned i = 0; i < group->nmembers; i++) {
		const struct candidate *member =
		    find_data(facts, &group->members[i]);

		if (member == NULL || !decide_refusal_is_witness(member)) {
			verdict.node = group->members[i].node;
			continue;
		}
		if (is_behind(asking, member))
			return (struct promotion_verdict){
				.objection = PROMOTION_IS_BEHIND,
				.node = member->data.node,
			};
		verdict.heard++;
	}
	if (verdict.heard >= verdict.needed)
		verdict.objection = PROMOTION_SAFE;
	return verdict;
}

/* One group is enough: an acknowledgement needed the consent of all. */
static struct promotion_verdict
rule_objects(const struct promotion_facts *facts, const struct rule *rule,
    const struct candidate *asking)
{
	struct promotion_verdict verdict = {
		.objection = PROMOTION_OWNER_ONLY,
		.node = rule->owner.node,
	};

	if (is_owner(rule, asking) || owner_agrees(facts, rule, asking))
		verdict = (struct promotion_verdict){ PROMOTION_SAFE };
	for (unsigned i = 0;
	     i < rule->ngroups && verdict.objection != PROMOTION_SAFE; i++)
		verdict = group_objects(facts, &rule->groups[i], asking);
	verdict.rule = rule;
	return verdict;
}

/* Who stands against the first promotion; else the one who asks. */
static uint32_t
against(const struct promotion_facts *facts, const struct candidate *asking)
{
	const struct candidate *later =
	    asking == NULL ? NULL : find_later(facts, asking);

	return later == NULL ? facts->node : later->data.node;
}

struct promotion_verdict
decide_promotion(const struct promotion_facts *facts)
{
	const struct candidate *asking = find(facts, facts->node);
	struct promotion_verdict verdict = { PROMOTION_SAFE };

	for (size_t i = 0; i < sizeof(objections) / sizeof(objections[0]); i++)
		if (objections[i].holds(facts, asking))
			return (
			    struct promotion_verdict){ objections[i].objection,
				.node = against(facts, asking) };
	for (unsigned i = 0; !facts->is_forced && i < facts->record->nrules;
	     i++) {
		verdict = rule_objects(facts, &facts->record->rules[i], asking);
		if (verdict.objection != PROMOTION_SAFE)
			return verdict;
	}
	return (struct promotion_verdict){ PROMOTION_SAFE };
}

const char *
decide_promotion_halt(enum promotion_objection objection)
{
	if (objection == PROMOTION_NO_VIEW)
		return "no view of the keepers is active";
	if (objection == PROMOTION_HELD)
		return "promotions are paused";
	if (objection == PROMOTION_SPENT)
		return "one failover was made, and in lite mode further ones "
		       "wait for gaussha rearm";
	if (objection == PROMOTION_NO_ROOM)
		return "the record has no room for another rule";
	return "";
}

/* What stands against it, without who asked. */
static void
tell_objection(const struct promotion_facts *facts,
    const struct promotion_verdict *verdict, const char *(*name)(uint32_t node),
    struct why *why)
{
	switch (verdict->objection) {
	case PROMOTION_SAFE:
		break;
	case PROMOTION_NO_VIEW:
	case PROMOTION_HELD:
	case PROMOTION_SPENT:
	case PROMOTION_NO_ROOM:
		why_set(why, "%s", decide_promotion_halt(verdict->objection));
		break;
	case PROMOTION_ASKED_BEFORE:
		why_set(why, "another was granted a term since the others were "
			     "asked to refuse");
		break;
	case PROMOTION_NOT_HEARD:
		why_set(why, "its database has not reported");
		break;
	case PROMOTION_DATA_UNKNOWN:
		why_set(why, "which data it has, or how much, is not known");
		break;
	case PROMOTION_BUILDING:
		why_set(why, "its data is being built");
		break;
	case PROMOTION_CASCADED:
		why_set(why, "it is cascaded: it follows a standby");
		break;
	case PROMOTION_UNGUARDED:
		why_set(why, "%s, and lease=soft was not chosen",
		    facts->unguarded == NULL ? "no watchdog works there"
					     : facts->unguarded);
		break;
	case PROMOTION_REMOTE:
		why_set(why, "it is in another city, and nobody asked for it");
		break;
	case PROMOTION_NOT_REFUSING:
		why_set(why, "it may still receive from a primary");
		break;
	case PROMOTION_FIRST_NEEDS_ALL:
		why_set(why,
		    "%u of %u databases have reported, and the first "
		    "promotion needs all",
		    facts->ncandidates, facts->ndatabases);
		break;
	case PROMOTION_FIRST_IS_BEHIND:
	case PROMOTION_IS_BEHIND:
		why_set(why, "%s holds a later log", name(verdict->node));
		break;
	case PROMOTION_OWNER_ONLY:
		why_set(why,
		    "%s acknowledged commits alone, and is not here as a "
		    "standby",
		    name(verdict->node));
		break;
	case PROMOTION_TOO_FEW:
		why_set(why,
		    "of those who may hold commits of %s, %u refuse it and "
		    "%u must; %s does not",
		    name(verdict->rule->owner.node), verdict->heard,
		    verdict->needed, name(verdict->node));
		break;
	}
}

void
decide_promotion_why(const struct promotion_facts *facts,
    const struct promotion_verdict *verdict, const char *(*name)(uint32_t node),
    struct why *ret_why)
{
	if (verdict->objection == PROMOTION_SAFE) {
		why_set(ret_why,
		    facts->is_forced
			? "%s is promoted by force, whatever is lost"
			: "%s may be promoted: no commit is lost",
		    name(facts->node));
		return;
	}
	tell_objection(facts, verdict, name, ret_why);
	why_prefix(ret_why, "%s may not be promoted", name(facts->node));
}
