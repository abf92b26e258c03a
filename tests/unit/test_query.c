/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/query.h"

#include <string.h>

#include "tests/unit/captures.h"
#include "tests/unit/check.h"

static struct query query;

static int
parses(const char *name)
{
	memset(&query, 0x55, sizeof(query));
	return query_parse(capture(name), &query);
}

static void
a_primary_tells_its_standby(void)
{
	CHECK(parses("gs_ctl-query-01-primary-with-standby"));
	CHECK(query.answered && query.role == ROLE_PRIMARY);
	CHECK(query.db_state == DB_STATE_NORMAL);
	CHECK(query.detail == DETAIL_NORMAL && query.connections == 1);
	CHECK(query.nsenders == 1 && !query.receiving);
	CHECK(query.senders[0].peer_role == ROLE_STANDBY);
	CHECK(strcmp(query.senders[0].state, "Streaming") == 0);
	CHECK(strcmp(query.senders[0].sync_state, "Sync") == 0);
	CHECK(query.senders[0].flushed.bytes == 0x4000148);
	CHECK(strcmp(query.senders[0].channel,
		  "127.0.0.1:15401-->127.0.0.1:44157") == 0);
}

static void
two_standbys_are_kept_apart(void)
{
	CHECK(parses("three-03-query-primary"));
	CHECK(query.nsenders == 2);
	CHECK(strcmp(query.senders[0].sync_state, "Sync") == 0);
	CHECK(strcmp(query.senders[1].sync_state, "Potential") == 0);
	CHECK(strstr(query.senders[1].channel, "32825") != NULL);
}

static void
a_standby_tells_its_primary(void)
{
	CHECK(parses("gs_ctl-query-02-standby"));
	CHECK(query.answered && query.role == ROLE_STANDBY);
	CHECK(query.nsenders == 0 && query.receiving);
	CHECK(query.receiver.peer_role == ROLE_PRIMARY);
	CHECK(query.receiver.replayed.bytes == 0x4000148);
}

static void
the_stale_file_of_a_hung_server_is_not_taken_for_its_answer(void)
{
	CHECK(parses("sigstop-01-query-stopped-process"));
	CHECK(!query.answered && query.role == ROLE_STANDBY);
	CHECK(query.detail == DETAIL_UNKNOWN);
	CHECK(strstr(query.words, "timeout expired") != NULL);
	CHECK(query.nsenders == 0 && !query.receiving);
}

static void
a_build_tells_how_far_it_is(void)
{
	CHECK(parses("build-02-during-3"));
	CHECK(strcmp(query.words, "Building") == 0);
	CHECK(query.percent == 0);
	CHECK(parses("gs_ctl-querybuild-01-standby-after-build"));
	CHECK(strcmp(query.words, "Build completed") == 0);
	CHECK(query.percent == -1 && !query.answered);
}

static void
what_holds_no_role_is_no_answer(void)
{
	CHECK(!parses("gs_ctl-query-03-stopped-standby"));
	CHECK(!query_parse("", &query));
	CHECK(!query_parse("local_role : Primary", &query));
	CHECK(!query_parse(" HA state:\n", &query));
	CHECK(query_parse(" HA state:\n\tlocal_role : X", &query));
	CHECK(query.role == ROLE_UNKNOWN);
}

CHECK_MAIN(a_primary_tells_its_standby, two_standbys_are_kept_apart,
    a_standby_tells_its_primary,
    the_stale_file_of_a_hung_server_is_not_taken_for_its_answer,
    a_build_tells_how_far_it_is, what_holds_no_role_is_no_answer)
