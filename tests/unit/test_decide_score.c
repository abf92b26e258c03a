/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_score.h"

#include <string.h>

#include "agents/opengauss/facts.h"
#include "tests/unit/check.h"

static struct facts
node(const char *name, uint64_t lsn, const char *peer, uint64_t peer_lsn)
{
	struct facts facts = {
		.presence = PROCESS_RUNNING,
		.answers = true,
		.server = { .role = ROLE_STANDBY,
		    .db_state = DB_STATE_NORMAL,
		    .term = 1,
		    .lsn = { lsn } },
		.rule_given = true,
		.rule = { .ngroups = 1,
		    .groups = { { .k = 1,
			.nmembers = 3,
			.members = { "n1", "n2", "n3" } } } },
		.asked = true,
		.npeers = 2,
		.peers = { { .place = "10.0.0.1:5433" },
		    { .member = true,
			.heard = true,
			.role = ROLE_STANDBY,
			.term = 1,
			.lsn = { peer_lsn },
			.settled = true } },
	};

	strcpy(facts.name, name);
	strcpy(facts.peers[1].name, peer);
	return facts;
}

static void
of_two_standbys_the_one_with_more_is_wanted_alone(void)
{
	struct facts more = node("n3", 101, "n2", 100);
	struct facts less = node("n2", 100, "n3", 101);

	CHECK(decide_score(&more) == SCORE_READY);
	CHECK(decide_score(&less) == SCORE_NONE);
}

static void
of_two_equals_either_is_wanted(void)
{
	struct facts second = node("n3", 100, "n2", 100);
	struct facts first = node("n2", 100, "n3", 100);

	CHECK(decide_score(&first) == SCORE_READY);
	CHECK(decide_score(&second) == SCORE_READY);
}

static void
nobody_outbids_the_primary(void)
{
	struct facts facts = node("n2", 100, "n3", 100);

	facts.server.role = ROLE_PRIMARY;
	CHECK(decide_score(&facts) == SCORE_PRIMARY);
	CHECK(SCORE_PRIMARY > 2 * SCORE_READY);
}

static void
a_streaming_standby_is_wanted_before_the_primary_dies(void)
{
	struct facts facts = node("n2", 100, "n3", 100);

	facts.server.receiving = true;
	facts.asked = false;
	CHECK(decide_score(&facts) == SCORE_READY);
	CHECK(!decide_score_needs_peers(&facts));
	/* And losing the stream is no change by itself. */
	facts.server.receiving = false;
	facts.asked = true;
	CHECK(decide_score(&facts) == SCORE_READY);
	facts.server.receiving = true;
	facts.server.db_state = DB_STATE_CATCHUP;
	CHECK(decide_score(&facts) == SCORE_LAGGING);
}

static void
a_standby_that_the_rule_does_not_name_is_wanted_less(void)
{
	struct facts facts = node("n4", 100, "n3", 100);

	facts.server.receiving = true;
	CHECK(decide_score(&facts) == SCORE_LAGGING);
	facts.rule_given = false;
	CHECK(decide_score(&facts) == SCORE_READY);
}

static void
who_must_be_built_is_not_wanted(void)
{
	struct facts facts = node("n2", 100, "n3", 100);

	facts.server.detail = DETAIL_WAL_SEGMENT_REMOVED;
	CHECK(decide_score(&facts) == SCORE_NONE);
	CHECK(!decide_score_needs_peers(&facts));
	facts = node("n2", 100, "n3", 100);
	facts.build = BUILD_RUNNING;
	CHECK(decide_score(&facts) == SCORE_NONE);
}

static void
beside_a_primary_a_standby_without_stream_is_not_wanted(void)
{
	struct facts facts = node("n2", 100, "n3", 90);

	facts.peers[1].role = ROLE_PRIMARY;
	CHECK(decide_score_needs_peers(&facts));
	CHECK(decide_score(&facts) == SCORE_NONE);
}

static void
nobody_is_wanted_before_the_peers_were_asked(void)
{
	struct facts facts = node("n2", 100, "n3", 90);

	facts.asked = false;
	CHECK(decide_score(&facts) == SCORE_NONE);
}

static void
a_primary_that_died_holds_back_for_one_that_may_take_over(void)
{
	struct facts facts = node("n1", 150, "n2", 100);

	/* n1 is ahead with WAL that nobody had to have; n2 and n3 suffice. */
	strcpy(facts.peers[0].name, "n3");
	facts.peers[0].member = facts.peers[0].heard = true;
	facts.peers[0].settled = true;
	facts.peers[0].role = ROLE_STANDBY;
	facts.peers[0].term = 1;
	facts.peers[0].lsn.bytes = 100;
	CHECK(decide_score(&facts) == SCORE_READY);
	facts.memory.stood_down = true;
	CHECK(decide_score(&facts) == SCORE_NONE);
}

static void
a_primary_that_died_comes_back_where_no_other_may(void)
{
	struct facts facts = node("n1", 150, "n2", 100);

	facts.memory.stood_down = true;
	facts.rule.groups[0].k = 0;
	facts.npeers = 1;
	facts.peers[0] = facts.peers[1];
	CHECK(decide_score(&facts) == SCORE_READY);
}

static void
a_primary_that_does_not_answer_keeps_its_score_while_it_lives(void)
{
	struct facts facts = node("n2", 100, "n3", 100);

	facts.answers = false;
	facts.presence = PROCESS_RUNNING;
	facts.memory.last_role = ROLE_PRIMARY;
	CHECK(decide_score(&facts) == SCORE_PRIMARY);
	facts.memory.last_role = ROLE_STANDBY;
	CHECK(decide_score(&facts) == SCORE_NONE);
	facts.memory.last_role = ROLE_PRIMARY;
	facts.presence = PROCESS_ABSENT;
	CHECK(decide_score(&facts) == SCORE_NONE);
}

CHECK_MAIN(a_primary_that_does_not_answer_keeps_its_score_while_it_lives,
    of_two_standbys_the_one_with_more_is_wanted_alone,
    of_two_equals_either_is_wanted, nobody_outbids_the_primary,
    a_streaming_standby_is_wanted_before_the_primary_dies,
    a_standby_that_the_rule_does_not_name_is_wanted_less,
    who_must_be_built_is_not_wanted,
    beside_a_primary_a_standby_without_stream_is_not_wanted,
    nobody_is_wanted_before_the_peers_were_asked,
    a_primary_that_died_holds_back_for_one_that_may_take_over,
    a_primary_that_died_comes_back_where_no_other_may)
