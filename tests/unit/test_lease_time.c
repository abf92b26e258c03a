/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/lease_time.h"

#include "tests/unit/check.h"

static void
the_lease_outlasts_what_corosync_takes(void)
{
	CHECK(lease_time_ms(1000, 1200, 1000) == 5400);
	CHECK(lease_time_ms(3000, 3600, 30000) == 41200);
	CHECK(lease_time_ms(1000, 1200, 0) == 4400);
}

CHECK_MAIN(the_lease_outlasts_what_corosync_takes)
