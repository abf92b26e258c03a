/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/history_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/unit/check.h"
#include "tests/unit/keeper_says.h"

static void
every_promotion_and_every_fencing_is_a_line(void)
{
	static const char text[] =
	    "{\"databases\":[{\"name\":\"db\",\"promotions\":["
	    "{\"term\":6,\"when\":0,\"from\":\"\",\"to\":\"n1\","
	    "\"cause\":\"Pacemaker promotes it\",\"lsn\":\"0/10\","
	    "\"duration_ms\":1034},"
	    "{\"term\":7,\"when\":86400,\"from\":\"n1\",\"to\":\"n2\","
	    "\"cause\":\"gaussha switchover, by root\",\"lsn\":\"0/20\","
	    "\"duration_ms\":560}]},"
	    "{\"name\":\"other\",\"promotions\":[]}],"
	    "\"fencings\":[{\"when\":3600,\"target\":\"n1\",\"by\":\"n2\","
	    "\"device\":\"fence_gaussha\",\"proof\":\"n1 holds no lease\"}]}";
	static const char expected[] =
	    "db:\n"
	    "WHEN                      FROM  TO  TERM  LSN   TOOK     CAUSE\n"
	    "1970-01-01 00:00:00+0000  -     n1  6     0/10  1.034 s  "
	    "Pacemaker promotes it\n"
	    "1970-01-02 00:00:00+0000  n1    n2  7     0/20  0.560 s  "
	    "gaussha switchover, by root\n"
	    "\n"
	    "other: no promotion yet\n"
	    "\n"
	    "fencings:\n"
	    "WHEN                      FENCED  BY  DEVICE         PROOF\n"
	    "1970-01-01 01:00:00+0000  n1      n2  fence_gaussha  "
	    "n1 holds no lease\n";
	char shown[1024] = "";
	FILE *out = fmemopen(shown, sizeof(shown), "w");

	setenv("TZ", "UTC", 1);
	tzset();
	history_table_print(keeper_read(text), out);
	fclose(out);
	(void)keeper_read(NULL);
	if (strcmp(shown, expected) != 0)
		printf("it shows:\n%s", shown);
	CHECK(strcmp(shown, expected) == 0);
}

CHECK_MAIN(every_promotion_and_every_fencing_is_a_line)
