/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_relief.h"

#include <stddef.h>

#include "cpg/keeper/decide_build.h"
#include "ocf/why.h"

/*
 * A standby whose stream broke is back by then.  One that boots is not: for it
 * commits would wait a minute, and the build has to be done all the same.
 */
#define SHORT_MS 10000

static bool
is_held_up(const struct relief_facts *facts, const struct member *data,
    const char *(*name)(uint32_t node))
{
	struct build_facts build = {
		.record = facts->record,
		.data = *data,
		.source = record_last_rule(facts->record)->owner,
		.refusal = REFUSAL_ENDS,
	};
	struct why why;

	return !decide_build(&build, name, &why);
}

bool
decide_relief(const struct relief_facts *facts,
    const char *(*name)(uint32_t node), struct why *ret_why)
{
	const struct rule *last = record_last_rule(facts->record);

	if (last == NULL || facts->short_ms < SHORT_MS)
		return false;
	for (unsigned i = 0; i < facts->nwanting; i++) {
		if (!is_held_up(facts, &facts->wanting[i], name))
			continue;
		why_set(ret_why,
		    "%s must be rebuilt before any commit returns: until then "
		    "everything rests on %s alone",
		    name(facts->wanting[i].node), name(last->owner.node));
		return true;
	}
	return false;
}
