/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/state_query.h"

#include <string.h>

#include "gauss/session.h"
#include "tests/unit/check.h"

static struct server_state
read_row(const char *const columns[STATE_QUERY_COLUMNS])
{
	struct server_state state;

	memset(&state, 0x55, sizeof(state));
	state_query_read(columns, &state);
	return state;
}

static int
is_at(struct lsn lsn, const char *text)
{
	char buf[LSN_TEXT_MAX];

	return strcmp(lsn_text(lsn, buf), text) == 0;
}

static void
a_primary_is_where_it_writes(void)
{
	/* It still tells how far it had replayed when it was promoted. */
	static const char *const row[] = { "Primary", "Normal", "Normal", "2",
		"7", "0/5001EA0", "0/6000000", NULL, NULL, NULL };
	struct server_state state = read_row(row);

	CHECK(state.role == ROLE_PRIMARY);
	CHECK(state.db_state == DB_STATE_NORMAL);
	CHECK(state.connections == 2 && state.term == 7);
	CHECK(is_at(state.lsn, "0/6000000"));
	CHECK(!state.receiving && state.upstream[0] == '\0');
}

static void
a_standby_that_streams_is_where_it_has_flushed(void)
{
	static const char *const row[] = { "Standby", "Normal", "Normal", "1",
		"3", "0/5000000", NULL, "0/6000000",
		"10.0.0.2:41390<--10.0.0.1:15401", "false" };
	struct server_state state = read_row(row);

	CHECK(state.receiving && strcmp(state.upstream, "10.0.0.1") == 0);
	CHECK(is_at(state.lsn, "0/6000000"));
	CHECK(!state.replayed_all);
}

static void
a_standby_that_has_replayed_what_it_flushed_has_replayed_all(void)
{
	static const char *const row[] = { "Standby", "Normal", "Normal", "1",
		"3", "0/6000000", NULL, "0/6000000", "a:1<--b:2", "false" };

	CHECK(read_row(row).replayed_all);
}

static void
without_a_stream_the_server_s_word_makes_the_position_final(void)
{
	const char *row[] = { "Standby", "Need repair", "Disconnected", "1",
		"3", "0/5001EA0", NULL, NULL, NULL, "true" };
	struct server_state state = read_row(row);

	CHECK(!state.receiving && state.replayed_all);
	CHECK(state.detail == DETAIL_DISCONNECTED);
	CHECK(is_at(state.lsn, "0/5001EA0"));
	row[9] = "false";
	CHECK(!read_row(row).replayed_all);
	row[9] = NULL;
	CHECK(!read_row(row).replayed_all);
}

static void
nothing_said_is_nothing_known(void)
{
	static const char *const row[STATE_QUERY_COLUMNS] = { NULL };
	struct server_state state = read_row(row);

	CHECK(state.role == ROLE_UNKNOWN && state.term == 0);
	CHECK(state.lsn.bytes == 0 && state.connections == 0);
	CHECK(!state.receiving && !state.replayed_all);
}

static void
a_server_may_be_asked_without_its_redo(void)
{
	CHECK(strstr(state_query_sql(true), "read_disable_conn_file") != NULL);
	CHECK(strstr(state_query_sql(false), "read_disable_conn_file") == NULL);
	/* Absent from 5.0 and 5.1. */
	CHECK(strstr(state_query_sql(true), "gs_get_recv_locations") == NULL);
}

CHECK_MAIN(a_primary_is_where_it_writes,
    a_standby_that_streams_is_where_it_has_flushed,
    a_standby_that_has_replayed_what_it_flushed_has_replayed_all,
    without_a_stream_the_server_s_word_makes_the_position_final,
    nothing_said_is_nothing_known, a_server_may_be_asked_without_its_redo)
