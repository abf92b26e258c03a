/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/state_file.h"

#include <string.h>

#include "tests/unit/check.h"

/* A standby that streams, as a real one wrote it. */
static const unsigned char standby[STATE_FILE_SIZE] = { 0x03, 0, 0, 0, 0x01, 0,
	0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0, 0x20, 0x24, 0x00, 0x05, 0, 0, 0, 0,
	0x01, [64] = 0x01, [68] = 0x01 };

static void
a_standby_that_must_be_rebuilt_says_why(void)
{
	struct state_file state;

	CHECK(state_file_parse(standby, sizeof(standby), &state));
	CHECK(state.role == ROLE_STANDBY);
	CHECK(state.db_state == DB_STATE_NEED_REPAIR);
	CHECK(state.detail == DETAIL_WAL_SEGMENT_REMOVED);
	CHECK(state.connections == 1);
	CHECK(state.lsn.bytes == 0x5002420 && state.term == 1);
	CHECK(!state.building && state.percent == -1);
}

static void
a_build_says_how_far_it_is(void)
{
	unsigned char bytes[STATE_FILE_SIZE];
	struct state_file state;

	memcpy(bytes, standby, sizeof(bytes));
	bytes[8] = 7;
	bytes[56] = 45;
	CHECK(state_file_parse(bytes, sizeof(bytes), &state));
	CHECK(state.building && state.percent == 45);
	bytes[56] = 101;
	CHECK(state_file_parse(bytes, sizeof(bytes), &state));
	CHECK(state.percent == -1);
}

static void
a_short_or_senseless_file_says_nothing(void)
{
	unsigned char bytes[STATE_FILE_SIZE];
	struct state_file state;

	for (size_t n = 0; n < STATE_FILE_SIZE; n++)
		CHECK(!state_file_parse(standby, n, &state));
	memcpy(bytes, standby, sizeof(bytes));
	bytes[0] = 9;
	CHECK(!state_file_parse(bytes, sizeof(bytes), &state));
	bytes[0] = 2;
	bytes[8] = 10;
	CHECK(!state_file_parse(bytes, sizeof(bytes), &state));
	bytes[8] = 1;
	bytes[64] = 200;
	CHECK(state_file_parse(bytes, sizeof(bytes), &state));
	CHECK(state.role == ROLE_PRIMARY && state.detail == DETAIL_UNKNOWN);
}

CHECK_MAIN(a_standby_that_must_be_rebuilt_says_why, a_build_says_how_far_it_is,
    a_short_or_senseless_file_says_nothing)
