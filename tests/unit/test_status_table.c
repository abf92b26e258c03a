/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/status_table.h"

#include <stdio.h>

#include "tests/unit/check.h"
#include "tests/unit/keeper_says.h"

static char shown[4096];

static const char *
show(const char *text)
{
	FILE *out = fmemopen(shown, sizeof(shown), "w");

	status_table_print(keeper_read(text), out);
	fclose(out);
	(void)keeper_read(NULL);
	return shown;
}

static bool
shows(const char *from, const char *to, const char *words)
{
	bool ok =
	    strstr(show(keeper_spoilt(keeper_says, from, to)), words) != NULL;

	if (!ok)
		printf("it shows:\n%s", shown);
	return ok;
}

static void
a_healthy_database_is_a_line_a_node_and_a_verdict(void)
{
	static const char expected[] =
	    "db: primary n1, term 7\n"
	    "NODE  KEEPER  ROLE     STATE   TERM  LSN     LAG     SYNC\n"
	    "n1    heard   Primary  Normal  7     0/5000\n"
	    "n2    heard   Standby  Normal  7     0/5000  0 B     Quorum\n"
	    "n3    heard   Standby  Normal  7     0/4000  4096 B  Quorum\n"
	    "n2 would take over, nothing would be lost\n";

	if (strcmp(show(keeper_says), expected) != 0)
		printf("it shows:\n%s", shown);
	CHECK(strcmp(shown, expected) == 0);
}

static void
a_state_is_told_with_its_reason(void)
{
	CHECK(shows("\"db_state\":\"Normal\",\"detail\":\"Normal\"",
	    "\"db_state\":\"Need repair\",\"detail\":\"Disconnected\"",
	    "Need repair (Disconnected)"));
	CHECK(shows("\"db_state\":\"Normal\",\"detail\":\"Normal\",\"term\":7,"
		    "\"lsn\":\"0/4000\",\"building\":false,\"percent\":-1",
	    "\"db_state\":\"Building\",\"detail\":\"Normal\",\"term\":7,"
	    "\"lsn\":\"0/4000\",\"building\":true,\"percent\":45",
	    "Building 45%"));
	CHECK(shows("\"refusing\":false", "\"refusing\":true",
	    "Normal, refuses its primary"));
}

static void
what_is_not_known_is_not_shown(void)
{
	CHECK(shows("\"running\":true", "\"running\":false", "not running"));
	CHECK(shows(
	    "\"answered\":true", "\"answered\":false", "does not answer"));
	CHECK(shows(
	    "\"has_database\":true", "\"has_database\":false", "no database"));
	CHECK(shows("\"id\":3,\"presence\":\"heard\"",
	    "\"id\":3,\"presence\":\"away\"", "\nn3    away\n"));
	CHECK(shows("\"presence\":\"heard\",\"name\":\"n3\"",
	    "\"presence\":\"not heard yet\"", "\nnode 3  not heard yet\n"));
}

static void
zones_and_gateways_are_shown_where_there_are_any(void)
{
	CHECK(shows("\"zone\":\"\"", "\"zone\":\"\",\"leased\":true", "LEASE"));
	CHECK(shows("\"zone\":\"\"",
	    "\"zone\":\"\",\"leased\":true,\"guard\":\"soft\"",
	    " held (soft)\n"));
	CHECK(shows("\"zone\":\"\"", "\"zone\":\"az1\"", "NODE  ZONE  KEEPER"));
	CHECK(shows("\"zone\":\"\"", "\"zone\":\"\",\"gateway\":\"2 of 2\"",
	    "SYNC    GATEWAY\n"));
}

static void
a_pause_and_the_lack_of_a_primary_are_in_the_head(void)
{
	CHECK(shows("\"held\":false", "\"held\":true",
	    "db: primary n1, term 7, promotions are paused\n"));
	CHECK(shows("\"role\":\"Primary\"", "\"role\":\"Standby\"",
	    "db: no primary, term 7\n"));
}

static void
of_two_primaries_the_recorded_one_is_meant(void)
{
	CHECK(shows("\"role\":\"Standby\"", "\"role\":\"Primary\"",
	    "db: primary n1, term 7\n"));
}

static void
a_keeper_without_a_database_is_no_fault(void)
{
	CHECK(strcmp(show("{\"databases\":[]}"),
		  "the keeper knows no database yet: an agent registers it "
		  "when it is started\n") == 0);
}

CHECK_MAIN(a_healthy_database_is_a_line_a_node_and_a_verdict,
    a_state_is_told_with_its_reason, what_is_not_known_is_not_shown,
    zones_and_gateways_are_shown_where_there_are_any,
    a_pause_and_the_lack_of_a_primary_are_in_the_head,
    of_two_primaries_the_recorded_one_is_meant,
    a_keeper_without_a_database_is_no_fault)
