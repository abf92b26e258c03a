/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"
#include "cli/inquiry.h"
#include "cli/metrics_text.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "ocf/why.h"

int
command_metrics(const struct arguments *arguments)
{
	struct json_document document;
	struct why why;

	if (!inquiry_document(
		REQUEST_STATUS, arguments->operand, &document, &why))
		return tell_failure(&why);
	metrics_text_print(&document, stdout);
	json_read_close(&document);
	return 0;
}
