/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/relaunch.h"

#include "agents/opengauss/halt.h"
#include "agents/opengauss/launch.h"

/* What the start after the stop must have left of the time, in percent. */
#define START_SHARE 40

bool
relaunch(struct observer *observer, struct moment deadline, struct why *why)
{
	struct moment now = moment_now();
	struct moment stopped_by = moment_after(
	    now, moment_left_ms(deadline, now) * (100 - START_SHARE) / 100);

	return halt(observer, stopped_by, why) &&
	       launch(observer, LAUNCH_BEGUN, deadline, why);
}
