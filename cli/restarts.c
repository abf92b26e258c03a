/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/restarts.h"

#include <stdio.h>

#include "cli/node_conf.h"

#define TIMES       10
#define MINUTES     3
#define MINUTES_MAX 1440 /* restart_window is a day at most */

void
restarts_read(
    const struct node_conf *conf, unsigned *ret_times, unsigned *ret_seconds)
{
	const char *text = node_conf_value(conf, "config", "restart_strategy");
	unsigned minutes;

	if (sscanf(text, "%3u/%4u", ret_times, &minutes) != 2 ||
	    *ret_times == 0 || minutes == 0 || minutes > MINUTES_MAX) {
		*ret_times = TIMES;
		minutes = MINUTES;
	}
	*ret_seconds = minutes * 60;
}
