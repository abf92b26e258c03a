/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_switchover.h"

#include <stddef.h>

#include "ocf/why.h"

static const char *
objection(const struct switchover_facts *facts)
{
	if (!facts->is_known)
		return "has no database of this name, or was not heard of";
	if (facts->is_primary)
		return "is the primary already";
	if (facts->is_under_way)
		return "has to wait: another promotion is under way";
	if (!facts->is_heard)
		return "does not answer, neither its keeper nor its database "
		       "may be missing";
	if (facts->is_forced)
		return NULL;
	if (!facts->has_primary)
		return "cannot take over from anybody: there is no primary "
		       "(Pacemaker promotes one as soon as one may be)";
	if (!facts->follows)
		return "does not stream from the primary";
	if (!facts->is_near)
		return "is too far behind the primary";
	return NULL;
}

bool
decide_switchover(const struct switchover_facts *facts,
    const char *(*name)(uint32_t node), struct why *ret_why)
{
	const char *sentence = objection(facts);
	struct promotion_verdict verdict;

	if (sentence != NULL) {
		why_set(ret_why, "%s %s", name(facts->world.node), sentence);
		return false;
	}
	verdict = decide_promotion(&facts->world);
	if (verdict.objection == PROMOTION_SAFE)
		return true;
	decide_promotion_why(&facts->world, &verdict, name, ret_why);
	return false;
}
