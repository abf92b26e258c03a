/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_rebuild.h"

#include "agents/opengauss/facts.h"
#include "ocf/why.h"

static bool
runs_unusable(const struct facts *facts)
{
	return facts->presence == PROCESS_RUNNING && facts->answers &&
	       (facts->server.role == ROLE_STANDBY ||
		   facts->server.role == ROLE_CASCADE_STANDBY) &&
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

/* A full one is another matter: a build empties the directory first. */
static bool
can_be_written(const struct facts *facts)
{
	return facts->disk.trouble == DISK_SOUND ||
	       facts->disk.trouble == DISK_FULL;
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

/*
 * A standby of the primary's own term only fell behind.  One of an older term
 * went on by itself if its log ends behind where the next primary's did.  What
 * is half built has nothing to lose.
 */
enum rebuild_loss
decide_rebuild_loss(const struct facts *facts)
{
	const struct server_state *server = &facts->server;

	if (!facts->answers || server->term >= facts->around.primary_term)
		return REBUILD_LOSES_NOTHING;
	if (facts->around.fork_lsn == 0 || server->lsn.bytes == 0)
		return REBUILD_LOSES_UNKNOWN;
	return server->lsn.bytes > facts->around.fork_lsn
		   ? REBUILD_LOSES_RANGE
		   : REBUILD_LOSES_NOTHING;
}

enum rebuild
decide_rebuild(const struct facts *facts, enum rebuild_policy policy)
{
	enum rebuild objection;

	if (facts->build == BUILD_RUNNING)
		return REBUILD_UNDER_WAY;
	if (is_done(facts))
		return REBUILD_DONE;
	if (!runs_unusable(facts) && !lies_unusable(facts))
		return REBUILD_NOT_NEEDED;
	if (policy == REBUILD_NEVER)
		return REBUILD_FORBIDDEN;
	if (!can_be_written(facts))
		return REBUILD_NO_DISK;
	if (facts->memory.builds >= REBUILDS_MAX)
		return REBUILD_GIVEN_UP;
	objection = source_objection(facts);
	if (objection == REBUILD_BEGIN && policy == REBUILD_UNLESS_LOST &&
	    decide_rebuild_loss(facts) != REBUILD_LOSES_NOTHING)
		return REBUILD_KEPT;
	return objection;
}

bool
decide_rebuild_is_wanted(const struct facts *facts, enum rebuild_policy policy)
{
	return facts->build != BUILD_RUNNING &&
	       (runs_unusable(facts) || lies_unusable(facts)) &&
	       policy == REBUILD_ALWAYS && can_be_written(facts) &&
	       facts->memory.builds < REBUILDS_MAX;
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
		return "the standby must be rebuilt by hand, with gs_ctl "
		       "build as the owner of its data, since rebuild=never "
		       "or mode=lite";
	case REBUILD_GIVEN_UP:
		return "the standby was rebuilt several times in vain and must "
		       "be looked at";
	case REBUILD_NO_DISK:
		return "the standby must be rebuilt and waits until its disk "
		       "can be written";
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
	case REBUILD_KEPT:
		return "the standby must be rebuilt, but may have commits that "
		       "no other node has, and rebuild=keep";
	case REBUILD_BEGIN:
		return "the standby is rebuilt from the primary";
	}
	return "";
}

void
decide_rebuild_why(
    const struct facts *facts, enum rebuild rebuild, struct why *ret_why)
{
	char from[LSN_TEXT_MAX], to[LSN_TEXT_MAX];

	if (rebuild == REBUILD_NO_KEEPER)
		why_set(ret_why, "%s: %.400s", sentence(rebuild),
		    facts->keeper_word.text);
	else if (rebuild == REBUILD_KEPT &&
		 decide_rebuild_loss(facts) == REBUILD_LOSES_RANGE)
		why_set(ret_why, "%s: its log from %s to %s", sentence(rebuild),
		    lsn_text((struct lsn){ facts->around.fork_lsn }, from),
		    lsn_text(facts->server.lsn, to));
	else if (rebuild == REBUILD_COUNTED_ON)
		why_set(ret_why, "%s: %.400s", sentence(rebuild),
		    facts->around.build_objection.text);
	else
		why_set(ret_why, "%s", sentence(rebuild));
}
