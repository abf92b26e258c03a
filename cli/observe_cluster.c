/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/observe_check.h"
#include "cli/tool.h"
#include "ocf/run.h"

#define SECTION_MAX (4 * 1024 * 1024)

/* How Pacemaker's tools end that reach none of its daemons (CRM_EX_DISCONNECT
 * since 2.0). */
#define STATUS_DISCONNECT 102

static bool
add_section(const char *name, struct cib *cib, struct why *why)
{
	const char *const argv[] = { "cibadmin", "--query", "--scope", name,
		NULL };
	static char text[SECTION_MAX];
	static struct run tool;

	if (tool_run_into(argv, &tool, text, sizeof(text), why))
		return cib_add(text, tool.noutput, cib, why);
	if (tool.exit_status == STATUS_DISCONNECT)
		why_set(why, "it does not run here");
	return false;
}

/* Without the status, which grows with the nodes and is not looked at. */
void
observe_cluster(struct check_cluster *ret_cluster)
{
	static const char *const sections[] = { "crm_config", "resources",
		"constraints" };

	memset(ret_cluster, 0, sizeof(*ret_cluster));
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (!add_section(
			sections[i], &ret_cluster->cib, &ret_cluster->why))
			return;
	ret_cluster->is_there = true;
}
