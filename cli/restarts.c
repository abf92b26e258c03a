/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/restarts.h"

#include <stdio.h>
#include <string.h>

#include "cli/node_conf.h"

#define DEFAULT_TEXT "10/3"
#define MINUTES_MAX  1440 /* restart_window is a day at most */

bool
restarts_parse(const char *text, unsigned *ret_times, unsigned *ret_seconds)
{
	unsigned minutes;
	int n = 0;

	if (sscanf(text, "%3u/%4u%n", ret_times, &minutes, &n) != 2 ||
	    text[n] != '\0' || strspn(text, "0123456789/") != strlen(text) ||
	    *ret_times == 0 || minutes == 0 || minutes > MINUTES_MAX)
		return false;
	*ret_seconds = minutes * 60;
	return true;
}

void
restarts_read(
    const struct node_conf *conf, unsigned *ret_times, unsigned *ret_seconds)
{
	const char *text = node_conf_value(conf, "config", "restart_strategy");

	if (!restarts_parse(text, ret_times, ret_seconds))
		(void)restarts_parse(DEFAULT_TEXT, ret_times, ret_seconds);
}
