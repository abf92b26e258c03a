/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_monitor.h - what does the state of the instance mean to Pacemaker?
 *
 * Failed is only what a restart would heal: gone, in a role that nobody gave
 * it, or without an answer for several monitors in a row.  Slow, full, in need
 * of a build or without a keeper is degraded, with the reason; starting is
 * running.
 */
#ifndef OPENGAUSS_DECIDE_MONITOR_H
#define OPENGAUSS_DECIDE_MONITOR_H

#include <stdbool.h>

#include "ocf/status.h"

struct facts;
struct why;

struct health {
	enum ocf_status status;
	bool slow; /* it ran and gave no prompt answer: one more in a row */
};

/* An administrator has made a cascade of it, or no cascade any more. */
bool decide_monitor_is_misplaced(const struct facts *facts);

/*
 * Then it is started again, and not failed: Pacemaker clears a failure at the
 * next change of parameters, and computes anew for it in the very moment in
 * which a primary is a standby to it (cpg/keeper/relearning.h).  Not at the
 * first look: that is part of the transition that brought the parameters, and
 * a failover would wait for it.
 */
bool decide_monitor_must_be_placed(const struct facts *facts);

/*
 * tries: how many monitors in a row may go without an answer.  *ret_why is the
 * reason for anything but running well, "" then.
 */
struct health decide_monitor(
    const struct facts *facts, bool probe, unsigned tries, struct why *ret_why);

#endif
