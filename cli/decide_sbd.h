/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_sbd.h - does SBD leave a quorum device its time?  A node is without
 * quorum for as long as corosync waits for the device, and SBD must not reset
 * it before that is over.  Pure.
 */
#ifndef CLI_DECIDE_SBD_H
#define CLI_DECIDE_SBD_H

#include <stdbool.h>

struct why;

/* False with a sentence.  watchdog_s 0: there is no SBD. */
bool decide_sbd_allows(
    unsigned watchdog_s, long sync_timeout_ms, struct why *why);

#endif
