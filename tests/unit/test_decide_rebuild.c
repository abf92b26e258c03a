/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_rebuild.h"

#include "agents/opengauss/facts.h"
#include "tests/unit/check.h"

static struct facts
diverged(void)
{
	return (struct facts){
		.presence = PROCESS_RUNNING,
		.answers = true,
		.server = { .role = ROLE_STANDBY,
		    .term = 1,
		    .db_state = DB_STATE_NEED_REPAIR,
		    .detail = DETAIL_WAL_SEGMENT_REMOVED },
		.asked = true,
		.npeers = 2,
		.peers = { { .heard = true, .role = ROLE_PRIMARY, .term = 2 },
		    { .heard = true, .role = ROLE_STANDBY, .term = 2 } },
	};
}

static void
a_diverged_standby_is_rebuilt_from_the_one_primary(void)
{
	struct facts facts = diverged();

	CHECK(decide_rebuild_needs_peers(&facts));
	CHECK(decide_rebuild(&facts, true) == REBUILD_BEGIN);
}

static void
a_lost_primary_is_no_reason_to_rebuild(void)
{
	struct facts facts = diverged();

	facts.server.detail = DETAIL_DISCONNECTED;
	CHECK(!decide_rebuild_needs_peers(&facts));
	CHECK(decide_rebuild(&facts, true) == REBUILD_NOT_NEEDED);
}

static void
a_rebuild_is_never_begun_twice(void)
{
	struct facts facts = diverged();

	facts.build = BUILD_RUNNING;
	CHECK(!decide_rebuild_needs_peers(&facts));
	CHECK(decide_rebuild(&facts, true) == REBUILD_UNDER_WAY);
}

static void
a_rebuild_may_be_forbidden(void)
{
	struct facts facts = diverged();

	CHECK(decide_rebuild(&facts, false) == REBUILD_FORBIDDEN);
}

static void
without_a_primary_or_beside_two_nothing_begins(void)
{
	struct facts facts = diverged();

	facts.peers[1].role = ROLE_PRIMARY;
	CHECK(decide_rebuild(&facts, true) == REBUILD_TWO_PRIMARIES);
	facts.peers[0].heard = facts.peers[1].heard = false;
	CHECK(decide_rebuild(&facts, true) == REBUILD_NO_PRIMARY);
}

static void
a_primary_of_an_older_term_is_no_source(void)
{
	struct facts facts = diverged();

	facts.server.term = 3;
	CHECK(decide_rebuild(&facts, true) == REBUILD_NO_PRIMARY);
}

static void
a_half_built_directory_is_built_again(void)
{
	struct facts facts = diverged();

	facts.presence = PROCESS_ABSENT;
	facts.answers = false;
	facts.half_built = true;
	CHECK(decide_rebuild(&facts, true) == REBUILD_BEGIN);
	facts.memory.builds = REBUILDS_MAX;
	CHECK(decide_rebuild(&facts, true) == REBUILD_GIVEN_UP);
}

static void
when_the_build_is_done_the_standby_is_started(void)
{
	struct facts facts = { .presence = PROCESS_ABSENT,
		.build = BUILD_DONE };

	CHECK(decide_rebuild(&facts, true) == REBUILD_NOT_NEEDED);
	facts.memory.rebuilding = true;
	CHECK(decide_rebuild(&facts, true) == REBUILD_DONE);
	facts.build = BUILD_FAILED;
	CHECK(decide_rebuild(&facts, true) == REBUILD_NO_PRIMARY);
}

CHECK_MAIN(a_diverged_standby_is_rebuilt_from_the_one_primary,
    a_lost_primary_is_no_reason_to_rebuild, a_rebuild_is_never_begun_twice,
    a_rebuild_may_be_forbidden, without_a_primary_or_beside_two_nothing_begins,
    a_primary_of_an_older_term_is_no_source,
    a_half_built_directory_is_built_again,
    when_the_build_is_done_the_standby_is_started)
