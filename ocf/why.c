/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/why.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A cut sentence ends in "...", so that nobody takes it for the whole. */
static void
mark_cut(char text[WHY_MAX], int wanted)
{
	if (wanted >= WHY_MAX)
		memcpy(text + WHY_MAX - 4, "...", 4);
}

void
why_set(struct why *why, const char *format, ...)
{
	char text[WHY_MAX]; /* the arguments may point into *why */
	va_list ap;

	if (why == NULL)
		return;
	va_start(ap, format);
	mark_cut(text, vsnprintf(text, sizeof(text), format, ap));
	va_end(ap);
	memcpy(why->text, text, strlen(text) + 1);
}

void
why_prefix(struct why *why, const char *format, ...)
{
	char prefix[WHY_MAX];
	va_list ap;

	if (why == NULL)
		return;
	va_start(ap, format);
	mark_cut(prefix, vsnprintf(prefix, sizeof(prefix), format, ap));
	va_end(ap);
	if (why->text[0] == '\0')
		why_set(why, "%s", prefix);
	else
		why_set(why, "%s: %s", prefix, why->text);
}
