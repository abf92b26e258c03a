/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/inquiry.h"
#include "cli/status_table.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "ocf/why.h"

#define WATCH_MS 1000

static bool
show_json(const char *database, struct why *why)
{
	const char *text;

	if (!inquiry_text(REQUEST_STATUS, database, &text, why))
		return false;
	puts(text);
	return true;
}

static bool
show_table(const char *database, struct why *why)
{
	struct json_document document;

	if (!inquiry_document(REQUEST_STATUS, database, &document, why))
		return false;
	status_table_print(&document, stdout);
	json_read_close(&document);
	return true;
}

static bool
show(const struct arguments *arguments, struct why *why)
{
	return arguments->json ? show_json(arguments->operand, why)
			       : show_table(arguments->operand, why);
}

/* Home, and what was there goes; JSON is one line a look. */
static void
clear(const struct arguments *arguments)
{
	if (arguments->json)
		return;
	if (isatty(STDOUT_FILENO))
		fputs("\033[H\033[J", stdout);
	else
		fputc('\n', stdout);
}

/* A keeper that is away for a moment comes back: it is looked for again. */
static int
watch(const struct arguments *arguments)
{
	const struct timespec pause = { WATCH_MS / 1000,
		WATCH_MS % 1000 * 1000000L };
	struct why why;

	for (;;) {
		clear(arguments);
		if (!show(arguments, &why))
			(void)tell_failure(&why);
		if (fflush(stdout) != 0)
			return 1;
		(void)nanosleep(&pause, NULL);
	}
}

int
command_status(const struct arguments *arguments)
{
	struct why why;

	if (arguments->watch)
		return watch(arguments);
	return show(arguments, &why) ? 0 : tell_failure(&why);
}
