/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lease_time.h - how long a node may act on what the others last told it.
 * The one place where that is computed.
 */
#ifndef CPG_LEASE_TIME_H
#define CPG_LEASE_TIME_H

#include <stdint.h>

/* In front of its end the database is killed; behind it, others wait. */
#define LEASE_TIME_MARGIN_MS 1000

/* A watchdog with less could go off between two feeds of a busy host. */
#define LEASE_TIME_WATCHDOG_LEAST_S 2

/*
 * T_lease: what corosync takes to give up a node and to form a ring (token,
 * and consensus twice), to hold it for the quorum device, and a second.  Any
 * shorter, and the death of a standby would end the lease of a healthy
 * primary.  All in milliseconds; sync_timeout 0 without a device.
 */
int64_t lease_time_ms(
    uint32_t token, uint32_t consensus, uint32_t sync_timeout);

/* T_wait: how long after its last echo a silent node surely holds none. */
int64_t lease_time_wait_ms(int64_t lease_ms);

/*
 * The longest timeout, in whole seconds, of a watchdog that is fed only while
 * it would go off before the lease ends, and yet is always fed on a node whose
 * lease is renewed: echoes may come late by a second.  0: such a lease is too
 * short for one.
 */
unsigned lease_time_watchdog_s(int64_t lease_ms);

#endif
