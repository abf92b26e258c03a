/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "cli/arguments.h"
#include "cli/history_table.h"
#include "cli/inquiry.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "ocf/why.h"

int
command_history(const struct arguments *arguments)
{
	struct json_document document;
	const char *text;
	struct why why;

	if (arguments->json) {
		if (!inquiry_text(
			REQUEST_HISTORY, arguments->operand, &text, &why))
			return tell_failure(&why);
		puts(text);
		return 0;
	}
	if (!inquiry_document(
		REQUEST_HISTORY, arguments->operand, &document, &why))
		return tell_failure(&why);
	history_table_print(&document, stdout);
	json_read_close(&document);
	return 0;
}
