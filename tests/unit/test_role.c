/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/db_state.h"
#include "gauss/detail.h"
#include "gauss/role.h"

#include <string.h>

#include "tests/unit/check.h"

static void
every_role_is_read_as_it_is_printed(void)
{
	for (int i = ROLE_UNKNOWN; i <= ROLE_PENDING; i++)
		CHECK(role_parse(role_text((enum role)i)) == (enum role)i);
	CHECK(role_parse("Cascade Standby") == ROLE_CASCADE_STANDBY);
}

static void
every_state_and_detail_is_read_as_it_is_printed(void)
{
	for (int i = DB_STATE_UNKNOWN; i <= DB_STATE_COREDUMP; i++)
		CHECK(db_state_parse(db_state_text((enum db_state)i)) ==
		      (enum db_state)i);
	for (int i = DETAIL_UNKNOWN; i <= DETAIL_DCF_LOG_LOSS; i++)
		CHECK(detail_parse(detail_text((enum detail)i)) ==
		      (enum detail)i);
}

static void
a_word_nobody_knows_is_unknown(void)
{
	CHECK(role_parse("primary") == ROLE_UNKNOWN);
	CHECK(role_parse("") == ROLE_UNKNOWN);
	CHECK(role_parse(NULL) == ROLE_UNKNOWN);
	CHECK(db_state_parse("Build completed") == DB_STATE_UNKNOWN);
	CHECK(detail_parse(NULL) == DETAIL_UNKNOWN);
}

static void
a_lost_link_needs_no_build_and_lost_wal_does(void)
{
	CHECK(!detail_needs_build(DETAIL_DISCONNECTED));
	CHECK(!detail_needs_build(DETAIL_CONNECTING));
	CHECK(!detail_needs_build(DETAIL_MODE_NOT_MATCHED));
	CHECK(!detail_needs_build(DETAIL_VERSION_NOT_MATCHED));
	CHECK(detail_needs_build(DETAIL_WAL_SEGMENT_REMOVED));
	CHECK(detail_needs_build(DETAIL_SYSTEM_ID_NOT_MATCHED));
}

CHECK_MAIN(every_role_is_read_as_it_is_printed,
    every_state_and_detail_is_read_as_it_is_printed,
    a_word_nobody_knows_is_unknown,
    a_lost_link_needs_no_build_and_lost_wal_does)
