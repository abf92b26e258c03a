/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_rebuild.h"

#include "agents/opengauss/facts.h"
#include "ocf/why.h"

static bool
runs_unusable(const struct facts *facts)
{
	return facts->presence == PROCESS_RUNNING && facts->answers &&
	       facts->server.role == ROLE_STANDBY &&
	       detail_needs_build(facts->server.detail);
}

/* Down, and no start would bring it up. */
static bool
lies_unusable(const struct facts *facts)
{
	return facts->presence == PROCESS_ABSENT &&
	       (facts->half_built ||
		   (facts->memory.rebuilding && facts->build != BUILD_DONE));
}

static bool
is_done(const struct facts *facts)
{
	return facts->presence == PROCESS_ABSENT && facts->memory.rebuilding &&
	       facts->build == BUILD_DONE && !facts->half_built;
}

/*
 * gs_ctl takes the first primary it finds.  With two of them that may be the
 * wrong one; one of an older term than ours is wrong for certain.
 */
static enum rebuild
source_objection(const struct facts *facts)
{
	const struct answer_surroundings *around = &facts->around;

	if (!facts->kept)
		return REBUILD_NO_KEEPER;
	if (around->nprimaries > 1)
		return REBUILD_TWO_PRIMARIES;
	if (around->nprimaries == 0 || around->primary[0] == '\0' ||
	    (facts->answers && around->primary_term < facts->server.term))
		return REBUILD_NO_PRIMARY;
	if (!around->may_build)
		return REBUILD_COUNTED_ON;
	return REBUILD_BEGIN;
}

enum rebuild
decide_rebuild(const struct facts *facts, bool allowed)
{
	if (facts->build == BUILD_RUNNING)
		return REBUILD_UNDER_WAY;
	if (is_done(facts))
		return REBUILD_DONE;
	if (!runs_unusable(facts) && !lies_unusable(facts))
		return REBUILD_NOT_NEEDED;
	if (!allowed)
		return REBUILD_FORBIDDEN;
	if (facts->memory.builds >= REBUILDS_MAX)
		return REBUILD_GIVEN_UP;
	return source_objection(facts);
}

static const char *
sentence(enum rebuild rebuild)
{
	switch (rebuild) {
	case REBUILD_NOT_NEEDED:
		return "";
	case REBUILD_UNDER_WAY:
		return "a rebuild is under way";
	case REBUILD_DONE:
		return "the rebuild is done, the standby is started";
	case REBUILD_FORBIDDEN:
		return "the standby must be rebuilt by hand, since "
		       "rebuild=never";
	case REBUILD_GIVEN_UP:
		return "the standby was rebuilt several times in vain and must "
		       "be looked at";
	case REBUILD_NO_KEEPER:
		return "the standby must be rebuilt, but no keeper tells from "
		       "whom";
	case REBUILD_NO_PRIMARY:
		return "the standby must be rebuilt and waits for a primary to "
		       "be built from";
	case REBUILD_TWO_PRIMARIES:
		return "the standby must be rebuilt, but two primaries are "
		       "heard";
	case REBUILD_COUNTED_ON:
		return "the standby must be rebuilt, but may not yet";
	case REBUILD_BEGIN:
		return "the standby is rebuilt from the primary";
	}
	return "";
}

void
decide_rebuild_why(
    const struct facts *facts, enum rebuild rebuild, struct why *ret_why)
{
	if (rebuild == REBUILD_NO_KEEPER)
		why_set(ret_why, "%s: %.400s", sentence(rebuild),
		    facts->keeper_word.text);
	else if (rebuild == REBUILD_COUNTED_ON)
		why_set(ret_why, "%s: %.400s", sentence(rebuild),
		    facts->around.build_objection.text);
	else
		why_set(ret_why, "%s", sentence(rebuild));
}
