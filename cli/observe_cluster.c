/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/observe_check.h"
#include "cli/tool.h"
#include "ocf/run.h"

/* Section by section: the status of a large cluster would not fit. */
void
observe_cluster(struct check_cluster *ret_cluster)
{
	static const char *const sections[] = { "crm_config", "resources",
		"constraints" };
	static struct run tool;

	memset(ret_cluster, 0, sizeof(*ret_cluster));
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		const char *const argv[] = { "cibadmin", "--query", "--scope",
			sections[i], NULL };

		if (!tool_run(argv, &tool, &ret_cluster->why) ||
		    !cib_add(tool.output, tool.noutput, &ret_cluster->cib,
			&ret_cluster->why))
			return;
	}
	ret_cluster->is_there = true;
}
