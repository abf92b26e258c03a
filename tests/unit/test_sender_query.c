/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/sender_query.h"

#include <string.h>

#include "gauss/session.h"
#include "tests/unit/check.h"

static void
a_standby_is_seen_as_its_primary_sees_it(void)
{
	static const char *const row[] = { "WalSender to Standby[node1]",
		"10.0.0.2", "Streaming", "Quorum", "0/3", "0/2", "0/1" };
	struct sender sender;

	CHECK(sender_query_read(row, &sender));
	CHECK(strcmp(sender.name, "node1") == 0);
	CHECK(strcmp(sender.address, "10.0.0.2") == 0);
	CHECK(strcmp(sender.state, "Streaming") == 0);
	CHECK(strcmp(sender.sync_state, "Quorum") == 0);
	CHECK(sender.sent.bytes == 3 && sender.flushed.bytes == 2);
	CHECK(sender.replayed.bytes == 1);
}

static void
what_is_not_told_is_not_known(void)
{
	static const char *const row[] = { "node1", NULL, NULL, NULL, NULL,
		NULL, NULL };
	struct sender sender;

	CHECK(sender_query_read(row, &sender));
	CHECK(sender.address[0] == '\0' && sender.state[0] == '\0');
	CHECK(sender.flushed.bytes == 0);
}

static void
a_build_and_a_stream_without_a_name_are_no_standbys(void)
{
	const char *row[] = { "WalSender to Build[gs_ctl]", NULL, NULL, NULL,
		NULL, NULL, NULL };
	struct sender sender;

	CHECK(!sender_query_read(row, &sender));
	row[0] = NULL;
	CHECK(!sender_query_read(row, &sender));
}

CHECK_MAIN(a_standby_is_seen_as_its_primary_sees_it,
    what_is_not_told_is_not_known,
    a_build_and_a_stream_without_a_name_are_no_standbys)
