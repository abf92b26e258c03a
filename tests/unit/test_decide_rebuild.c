/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_rebuild.h"

#include <string.h>

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
		.kept = true,
		.around = { .nprimaries = 1,
		    .primary = "n1",
		    .primary_term = 2,
		    .may_build = true },
	};
}

static void
a_diverged_standby_is_rebuilt_from_the_one_primary(void)
{
	struct facts facts = diverged();

	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_BEGIN);
}

static void
a_lost_primary_is_no_reason_to_rebuild(void)
{
	struct facts facts = diverged();

	facts.server.detail = DETAIL_DISCONNECTED;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NOT_NEEDED);
}

static void
a_rebuild_is_never_begun_twice(void)
{
	struct facts facts = diverged();

	facts.build = BUILD_RUNNING;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_UNDER_WAY);
}

static void
a_rebuild_may_be_forbidden(void)
{
	struct facts facts = diverged();

	CHECK(decide_rebuild(&facts, REBUILD_NEVER) == REBUILD_FORBIDDEN);
}

static void
without_a_primary_or_beside_two_nothing_begins(void)
{
	struct facts facts = diverged();

	facts.around.nprimaries = 2;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_TWO_PRIMARIES);
	facts.around.nprimaries = 0;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_PRIMARY);
	facts.around.nprimaries = 1;
	facts.around.primary[0] = '\0';
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_PRIMARY);
}

static void
a_primary_of_an_older_term_is_no_source(void)
{
	struct facts facts = diverged();

	facts.server.term = 3;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_PRIMARY);
}

static void
without_a_keeper_nothing_begins_and_it_says_so(void)
{
	struct facts facts = diverged();
	struct why why;

	facts.kept = false;
	why_set(&facts.keeper_word, "no keeper runs on this node");
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_KEEPER);
	decide_rebuild_why(&facts, REBUILD_NO_KEEPER, &why);
	CHECK(strstr(why.text, ": no keeper runs on this node") != NULL);
}

static void
what_the_record_counts_on_is_not_destroyed(void)
{
	struct facts facts = diverged();
	struct why why;

	facts.around.may_build = false;
	why_set(&facts.around.build_objection, "n1's rule counts on it");
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_COUNTED_ON);
	decide_rebuild_why(&facts, REBUILD_COUNTED_ON, &why);
	CHECK(strstr(why.text, ": n1's rule counts on it") != NULL);
}

static struct facts
with_more(void)
{
	struct facts facts = diverged();

	facts.server.lsn.bytes = 0x5000100;
	facts.around.fork_lsn = 0x5000000;
	return facts;
}

static void
what_nobody_else_has_is_kept_where_that_is_wanted(void)
{
	struct facts facts = with_more();
	struct why why;

	CHECK(decide_rebuild(&facts, REBUILD_UNLESS_LOST) == REBUILD_KEPT);
	decide_rebuild_why(&facts, REBUILD_KEPT, &why);
	CHECK(strstr(why.text, ": its log from 0/5000000 to 0/5000100"));
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_BEGIN);
	facts.around.fork_lsn = 0;
	CHECK(decide_rebuild(&facts, REBUILD_UNLESS_LOST) == REBUILD_KEPT);
	CHECK(decide_rebuild_loss(&facts) == REBUILD_LOSES_UNKNOWN);
}

static void
one_that_only_fell_behind_has_nothing_to_keep(void)
{
	struct facts facts = with_more();

	facts.around.fork_lsn = facts.server.lsn.bytes;
	CHECK(decide_rebuild(&facts, REBUILD_UNLESS_LOST) == REBUILD_BEGIN);
	facts = with_more();
	facts.server.term = facts.around.primary_term;
	CHECK(decide_rebuild(&facts, REBUILD_UNLESS_LOST) == REBUILD_BEGIN);
	CHECK(decide_rebuild_loss(&facts) == REBUILD_LOSES_NOTHING);
}

static void
a_half_built_directory_is_built_again(void)
{
	struct facts facts = diverged();

	facts.presence = PROCESS_ABSENT;
	facts.answers = false;
	facts.half_built = true;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_BEGIN);
	facts.memory.builds = REBUILDS_MAX;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_GIVEN_UP);
}

/* Chaos found it, seed 709: three builds in vain, and a human was asked for. */
static void
what_cannot_be_written_is_not_rebuilt_in_vain(void)
{
	struct facts facts = diverged();
	struct why why;

	facts.presence = PROCESS_ABSENT;
	facts.answers = false;
	facts.half_built = true;
	facts.disk.trouble = DISK_READ_ONLY;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_DISK);
	decide_rebuild_why(&facts, REBUILD_NO_DISK, &why);
	CHECK(strstr(why.text, "waits until its disk can be written") != NULL);
	CHECK(!decide_rebuild_is_wanted(&facts, REBUILD_ALWAYS));
	facts.disk.trouble = DISK_FAILS;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_DISK);
	facts.disk.trouble = DISK_HANGS;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_DISK);
	facts.disk.trouble = DISK_FULL;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_BEGIN);
	facts.disk.trouble = DISK_SOUND;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_BEGIN);
}

static void
when_the_build_is_done_the_standby_is_started(void)
{
	struct facts facts = { .presence = PROCESS_ABSENT,
		.build = BUILD_DONE };

	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NOT_NEEDED);
	facts.memory.rebuilding = true;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_DONE);
	facts.build = BUILD_FAILED;
	CHECK(decide_rebuild(&facts, REBUILD_ALWAYS) == REBUILD_NO_KEEPER);
}

static void
it_is_wanted_where_only_the_record_may_stand_against_it(void)
{
	struct facts facts = diverged();

	CHECK(decide_rebuild_is_wanted(&facts, REBUILD_ALWAYS));
	facts.around.may_build = false;
	CHECK(decide_rebuild_is_wanted(&facts, REBUILD_ALWAYS));
	CHECK(!decide_rebuild_is_wanted(&facts, REBUILD_NEVER));
	CHECK(!decide_rebuild_is_wanted(&facts, REBUILD_UNLESS_LOST));
	facts.memory.builds = REBUILDS_MAX;
	CHECK(!decide_rebuild_is_wanted(&facts, REBUILD_ALWAYS));
	facts = diverged();
	facts.build = BUILD_RUNNING;
	CHECK(!decide_rebuild_is_wanted(&facts, REBUILD_ALWAYS));
	facts = (struct facts){ .presence = PROCESS_ABSENT };
	CHECK(!decide_rebuild_is_wanted(&facts, REBUILD_ALWAYS));
}

CHECK_MAIN(a_diverged_standby_is_rebuilt_from_the_one_primary,
    a_lost_primary_is_no_reason_to_rebuild, a_rebuild_is_never_begun_twice,
    a_rebuild_may_be_forbidden, without_a_primary_or_beside_two_nothing_begins,
    a_primary_of_an_older_term_is_no_source,
    without_a_keeper_nothing_begins_and_it_says_so,
    what_the_record_counts_on_is_not_destroyed,
    what_nobody_else_has_is_kept_where_that_is_wanted,
    one_that_only_fell_behind_has_nothing_to_keep,
    a_half_built_directory_is_built_again,
    what_cannot_be_written_is_not_rebuilt_in_vain,
    when_the_build_is_done_the_standby_is_started,
    it_is_wanted_where_only_the_record_may_stand_against_it)
