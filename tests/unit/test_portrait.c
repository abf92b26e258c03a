/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/portrait.h"

#include <string.h>

#include "agents/opengauss/facts.h"
#include "tests/unit/check.h"

static struct portrait portrait;

static bool
shows(enum shown which, const char *value)
{
	return portrait.known[which] &&
	       strcmp(portrait.value[which], value) == 0;
}

static struct facts
streaming(void)
{
	return (struct facts){ .presence = PROCESS_RUNNING,
		.answers = true,
		.build_percent = -1,
		.server = { .role = ROLE_STANDBY,
		    .db_state = DB_STATE_NORMAL,
		    .detail = DETAIL_NORMAL,
		    .term = 3,
		    .lsn = { 0x5001EA0 },
		    .receiving = true } };
}

static void
a_standby_is_shown_with_its_state_and_term(void)
{
	struct facts facts = streaming();

	portrait_paint(&facts, false, &portrait);
	CHECK(shows(SHOWN_STATE, "Standby Normal") && shows(SHOWN_TERM, "3"));
	CHECK(shows(SHOWN_SCORE, "200") && !portrait.known[SHOWN_LSN]);
	portrait_paint(&facts, true, &portrait);
	CHECK(shows(SHOWN_LSN, "0/5001EA0"));
}

static void
a_lost_primary_is_one_state_and_not_two_in_turn(void)
{
	struct facts facts = streaming();

	facts.server.db_state = DB_STATE_NEED_REPAIR;
	facts.server.detail = DETAIL_CONNECTING;
	portrait_paint(&facts, false, &portrait);
	CHECK(shows(SHOWN_STATE, "Standby Need repair (Disconnected)"));
	facts.server.detail = DETAIL_DISCONNECTED;
	portrait_paint(&facts, false, &portrait);
	CHECK(shows(SHOWN_STATE, "Standby Need repair (Disconnected)"));
}

static void
the_lag_is_the_primary_s_wal_beyond_ours(void)
{
	struct facts facts = streaming();

	facts.asked = true;
	facts.npeers = 1;
	facts.peers[0].heard = true;
	facts.peers[0].role = ROLE_PRIMARY;
	facts.peers[0].lsn.bytes = facts.server.lsn.bytes + 160;
	portrait_paint(&facts, true, &portrait);
	CHECK(shows(SHOWN_LAG, "160"));
	facts.peers[0].lsn.bytes = 1;
	portrait_paint(&facts, true, &portrait);
	CHECK(shows(SHOWN_LAG, "0"));
	facts.peers[0].heard = false;
	portrait_paint(&facts, true, &portrait);
	CHECK(shows(SHOWN_LAG, ""));
}

static void
a_primary_shows_its_standbys(void)
{
	struct facts facts = streaming();

	facts.server.role = ROLE_PRIMARY;
	facts.server.receiving = false;
	facts.senders_known = true;
	facts.nsenders = 2;
	strcpy(facts.senders[0].name, "n2");
	strcpy(facts.senders[0].sync_state, "Quorum");
	strcpy(facts.senders[1].name, "n3");
	strcpy(facts.senders[1].sync_state, "Async");
	portrait_paint(&facts, true, &portrait);
	CHECK(shows(SHOWN_SYNC, "n2=Quorum n3=Async"));
	CHECK(shows(SHOWN_SCORE, "1000") && shows(SHOWN_LAG, ""));
}

static void
a_build_is_shown_with_its_progress_and_no_score(void)
{
	struct facts facts = { .presence = PROCESS_ABSENT,
		.build = BUILD_RUNNING,
		.build_percent = 45 };

	portrait_paint(&facts, true, &portrait);
	CHECK(shows(SHOWN_STATE, "building 45%") && shows(SHOWN_SCORE, ""));
}

CHECK_MAIN(a_standby_is_shown_with_its_state_and_term,
    a_lost_primary_is_one_state_and_not_two_in_turn,
    the_lag_is_the_primary_s_wal_beyond_ours, a_primary_shows_its_standbys,
    a_build_is_shown_with_its_progress_and_no_score)
