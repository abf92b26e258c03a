/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/mark.h"

#include <stddef.h>

#include "tests/unit/check.h"

static void
who_waits_for_standbys_says_so_in_one_of_two_ways(void)
{
	CHECK(mark_is_waiting("wait wal sync", "none"));
	CHECK(mark_is_waiting("wait wal sync", NULL));
	CHECK(mark_is_waiting("acquire lwlock", "WalSyncRepWaitLock"));
}

static void
who_waits_for_anything_else_is_no_proof(void)
{
	CHECK(!mark_is_waiting("none", "none"));
	CHECK(!mark_is_waiting("wait io", "WALWrite"));
	CHECK(!mark_is_waiting("acquire lwlock", "WALFlushWait"));
	CHECK(!mark_is_waiting("wait cmd", "wait cmd"));
	CHECK(!mark_is_waiting(NULL, NULL));
}

CHECK_MAIN(who_waits_for_standbys_says_so_in_one_of_two_ways,
    who_waits_for_anything_else_is_no_proof)
