/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/tool.h"

#include <stddef.h>
#include <string.h>

#include "ocf/run.h"
#include "ocf/why.h"

#define TOOL_MS 15000

bool
tool_run_into(const char *const argv[], struct run *run_it, char *ret_text,
    size_t size, struct why *why)
{
	memset(run_it, 0, sizeof(*run_it));
	run_it->argv = argv;
	run_it->deadline = moment_after(moment_now(), TOOL_MS);
	run_it->room = ret_text;
	run_it->room_size = size;
	if (!run(run_it, why))
		return false;
	if (run_it->noutput <
	    (ret_text != NULL ? size : sizeof(run_it->output)) - 1)
		return true;
	why_set(why, "%s printed more than can be looked at", argv[0]);
	return false;
}

bool
tool_run(const char *const argv[], struct run *run_it, struct why *why)
{
	return tool_run_into(argv, run_it, NULL, 0, why);
}
