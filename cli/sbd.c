/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/sbd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauss/named_process.h"
#include "gauss/small_file.h"

#define DEFAULT_S 5
#define NAME      "SBD_WATCHDOG_TIMEOUT="

unsigned
sbd_read_watchdog_s(const char *text)
{
	unsigned found = 0;

	while (text != NULL && *text != '\0') {
		if (strncmp(text, NAME, strlen(NAME)) == 0) {
			text += strlen(NAME);
			if (*text == '"' || *text == '\'')
				text++;
			/* The last one counts, as for a shell. */
			found = (unsigned)strtoul(text, NULL, 10);
		}
		text = strchr(text, '\n');
		if (text != NULL)
			text++;
	}
	return found;
}

unsigned
sbd_watchdog_s(void)
{
	static const char *const directories[] = { "/etc/sysconfig",
		"/etc/default" };
	static char text[65536];
	unsigned found = 0;

	if (!named_process_runs("sbd"))
		return 0;
	for (unsigned i = 0; i < 2 && found == 0; i++)
		if (small_file_read(directories[i], "sbd", text, sizeof(text)) >
		    0)
			found = sbd_read_watchdog_s(text);
	return found != 0 ? found : DEFAULT_S;
}
