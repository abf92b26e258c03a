/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * captures.h - what a real openGauss 6.0.2 printed, from captures/.
 *
 * The first line of a capture is the command, the last its exit status; the
 * parsers must see past both.
 */
#ifndef TESTS_CAPTURES_H
#define TESTS_CAPTURES_H

#include <stdio.h>
#include <string.h>

/* The text of captures/<name>.txt, "" when there is none; static storage. */
static inline const char *
capture(const char *name)
{
	static char text[65536];
	char path[512];
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%.*s/captures/%s.txt",
	    (int)(strrchr(__FILE__, '/') - __FILE__), __FILE__, name);
	file = fopen(path, "r");
	if (file == NULL)
		printf("%s: no such capture\n", path);
	else
		n = fread(text, 1, sizeof(text) - 1, file);
	if (file != NULL)
		fclose(file);
	text[n] = '\0';
	return text;
}

#endif
