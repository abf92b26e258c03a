/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_sbd.h"

#include "ocf/why.h"

bool
decide_sbd_allows(unsigned watchdog_s, long sync_timeout_ms, struct why *why)
{
	if (watchdog_s == 0 || (long)watchdog_s * 1000 > sync_timeout_ms)
		return true;
	why_set(why,
	    "SBD resets a node that is without quorum for %u s "
	    "(SBD_WATCHDOG_TIMEOUT), and corosync waits up to %ld ms "
	    "(sync_timeout) for the quorum device",
	    watchdog_s, sync_timeout_ms);
	return false;
}
