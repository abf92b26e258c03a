/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_restart.h"

static bool
is_window_over(const struct restart_facts *facts)
{
	return facts->restarts == 0 || facts->now_s < facts->begun_s ||
	       facts->now_s - facts->begun_s >= facts->window_s;
}

bool
decide_restart(const struct restart_facts *facts)
{
	unsigned restarts = is_window_over(facts) ? 0 : facts->restarts;

	return facts->is_wanted && restarts < facts->limit;
}

void
decide_restart_count(struct restart_facts *facts)
{
	if (is_window_over(facts)) {
		facts->begun_s = facts->now_s;
		facts->restarts = 0;
	}
	facts->restarts++;
}
