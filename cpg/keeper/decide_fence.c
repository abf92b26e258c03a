/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_fence.h"

/* FENCE_NO_LEASE: nothing stands against it here. */
enum fence_verdict
decide_fence_gate(const struct fence_facts *facts)
{
	if (!facts->is_configured)
		return FENCE_IS_NONE;
	if (facts->is_self)
		return FENCE_IS_SELF;
	if (facts->is_minority)
		return FENCE_MINORITY;
	if (!facts->is_active)
		return FENCE_NO_VIEW;
	if (facts->is_alone && facts->unarmed_ms > 0)
		return FENCE_NOT_ARMED;
	return FENCE_NO_LEASE;
}

/* A keeper in the group is asked; silent for too long, it is as good as gone.
 */
static enum fence_verdict
of_member(const struct fence_facts *facts)
{
	switch (facts->word) {
	case FENCE_SAYS_HARMLESS:
		return FENCE_HARMLESS;
	case FENCE_SAYS_ENDING:
		return facts->left_ms == 0 ? FENCE_NO_LEASE : FENCE_AWAITS_END;
	case FENCE_SAYS_WELL:
		return facts->asked_ms < FENCE_GRACE_MS
			   ? FENCE_AWAITS_CONTROLLER
			   : FENCE_IS_WELL;
	case FENCE_SAYS_NOTHING:
		break;
	}
	if (facts->asked_ms < FENCE_ANSWER_MS)
		return FENCE_AWAITS_WORD;
	return facts->left_ms == 0 ? FENCE_NO_LEASE : FENCE_AWAITS_LEASE;
}

enum fence_verdict
decide_fence(const struct fence_facts *facts)
{
	enum fence_verdict gate = decide_fence_gate(facts);

	if (gate != FENCE_NO_LEASE)
		return gate;
	if (facts->word == FENCE_SAYS_HARMLESS)
		return FENCE_HARMLESS;
	if (!facts->all_told)
		return FENCE_NOT_TOLD;
	if (facts->is_member)
		return of_member(facts);
	return facts->left_ms == 0 ? FENCE_NO_LEASE : FENCE_AWAITS_LEASE;
}

bool
decide_fence_is_proof(enum fence_verdict verdict)
{
	return verdict == FENCE_HARMLESS || verdict == FENCE_NO_LEASE;
}

bool
decide_fence_is_refusal(enum fence_verdict verdict)
{
	return verdict == FENCE_IS_NONE || verdict == FENCE_IS_SELF ||
	       verdict == FENCE_MINORITY || verdict == FENCE_IS_WELL;
}

void
decide_fence_why(const struct fence_facts *facts, enum fence_verdict verdict,
    struct why *ret_why)
{
	const char *target = facts->target;

	switch (verdict) {
	case FENCE_IS_NONE:
		why_set(ret_why, "corosync.conf has no node %s", target);
		break;
	case FENCE_IS_SELF:
		why_set(
		    ret_why, "%s is this node: another must fence it", target);
		break;
	case FENCE_MINORITY:
		why_set(ret_why, "this node is without a majority: it fences "
				 "nobody, whoever is right would be shot");
		break;
	case FENCE_NO_VIEW:
		why_set(ret_why, "the keepers that are left have no view yet");
		break;
	case FENCE_NOT_ARMED:
		why_set(ret_why,
		    "this node is alone, and may act in %.1f s: until then "
		    "another may still hold a lease that it echoed",
		    (double)facts->unarmed_ms / 1000);
		break;
	case FENCE_NOT_TOLD:
		why_set(ret_why, "not every keeper has told yet whose lease it "
				 "has echoed");
		break;
	case FENCE_AWAITS_WORD:
		why_set(ret_why,
		    "%s was asked to end everything, and has not "
		    "answered",
		    target);
		break;
	case FENCE_AWAITS_END:
		why_set(ret_why, "%s is ending what runs there", target);
		break;
	case FENCE_AWAITS_CONTROLLER:
		why_set(ret_why,
		    "%s is well and has its lease: only its Pacemaker "
		    "controller crashed, which has %.1f s to come back",
		    target, (double)(FENCE_GRACE_MS - facts->asked_ms) / 1000);
		break;
	case FENCE_AWAITS_LEASE:
		why_set(ret_why, "%s may have a lease for another %.1f s",
		    target, (double)facts->left_ms / 1000);
		break;
	case FENCE_IS_WELL:
		why_set(ret_why,
		    "%s is alive and well: only its Pacemaker controller had "
		    "crashed; asked again, it is ended",
		    target);
		break;
	case FENCE_HARMLESS:
		why_set(ret_why,
		    "%s says that its databases have ended and its addresses "
		    "are gone",
		    target);
		break;
	case FENCE_NO_LEASE:
		why_set(ret_why,
		    "%s holds no lease: nobody has echoed it one for longer "
		    "than a lease lasts",
		    target);
		break;
	}
}
