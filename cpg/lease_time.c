/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/lease_time.h"

int64_t
lease_time_ms(uint32_t token, uint32_t consensus, uint32_t sync_timeout)
{
	return (int64_t)token + 2 * (int64_t)consensus + sync_timeout +
	       LEASE_TIME_MARGIN_MS;
}

int64_t
lease_time_wait_ms(int64_t lease_ms)
{
	return lease_ms + LEASE_TIME_MARGIN_MS;
}

/* Two beats, beside the second: the last may be lost. */
#define BEATS_MS 400

unsigned
lease_time_watchdog_s(int64_t lease_ms)
{
	int64_t ms = lease_ms - LEASE_TIME_MARGIN_MS - BEATS_MS;

	return ms < LEASE_TIME_WATCHDOG_LEAST_S * 1000 ? 0
						       : (unsigned)(ms / 1000);
}
