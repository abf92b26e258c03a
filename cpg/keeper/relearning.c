/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/relearning.h"

/* A monitor that was not begun by then will not be, until the next change. */
#define LIMIT_MS 10000
/* From what a monitor registers to where Pacemaker has its result. */
#define RECORDED_MS 1500

void
relearning_on_registration(
    struct relearning *relearning, bool is_reload, struct moment now)
{
	if (is_reload)
		*relearning = (struct relearning){ .reloaded_at = now };
	else if (relearning->monitored_at.ms == 0)
		relearning->monitored_at = now;
}

bool
relearning_is_under_way(const struct relearning *relearning, struct moment now)
{
	if (relearning->reloaded_at.ms == 0 ||
	    moment_between_ms(relearning->reloaded_at, now) >= LIMIT_MS)
		return false;
	return relearning->monitored_at.ms == 0 ||
	       moment_between_ms(relearning->monitored_at, now) < RECORDED_MS;
}
