/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_sbd.h"
#include "cli/sbd.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static void
the_last_assignment_counts_with_quotes_or_without(void)
{
	CHECK(sbd_read_watchdog_s("") == 0);
	CHECK(sbd_read_watchdog_s("SBD_DEVICE=\n") == 0);
	CHECK(sbd_read_watchdog_s("# SBD_WATCHDOG_TIMEOUT=9\n") == 0);
	CHECK(sbd_read_watchdog_s("SBD_WATCHDOG_TIMEOUT=7") == 7);
	CHECK(sbd_read_watchdog_s("A=1\nSBD_WATCHDOG_TIMEOUT=\"10\"\n") == 10);
	CHECK(sbd_read_watchdog_s("SBD_WATCHDOG_TIMEOUT='3'\n"
				  "SBD_WATCHDOG_TIMEOUT=4\n") == 4);
}

static void
sbd_must_wait_longer_than_corosync_does(void)
{
	struct why why = { "" };

	CHECK(decide_sbd_allows(0, 30000, &why));
	CHECK(decide_sbd_allows(5, 2000, &why));
	CHECK(decide_sbd_allows(3, 2000, &why) && why.text[0] == '\0');
	CHECK(!decide_sbd_allows(2, 2000, &why));
	CHECK(strstr(why.text, "2000 ms") != NULL);
	/* Corosync's default, and SBD's. */
	CHECK(!decide_sbd_allows(5, 30000, &why));
}

CHECK_MAIN(the_last_assignment_counts_with_quotes_or_without,
    sbd_must_wait_longer_than_corosync_does)
