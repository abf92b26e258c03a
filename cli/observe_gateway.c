/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/observe_check.h"
#include "cli/tool.h"
#include "ocf/run.h"

/* What this node's quorum device has told Pacemaker: ... value="works". */
static bool
ask(const char *attribute, char *ret_value, size_t size)
{
	const char *const argv[] = { "attrd_updater", "--query", "--name",
		attribute, NULL };
	static const char key[] = "value=\"";
	static struct run tool;
	const char *value;
	struct why why;

	ret_value[0] = '\0';
	if (!tool_run(argv, &tool, &why))
		return false;
	value = strstr(tool.output, key);
	if (value == NULL)
		return false;
	value += strlen(key);
	snprintf(ret_value, size, "%.*s", (int)strcspn(value, "\""), value);
	return ret_value[0] != '\0';
}

void
observe_gateway(struct check_gateway *ret_gateway)
{
	char number[16];

	memset(ret_gateway, 0, sizeof(*ret_gateway));
	ret_gateway->is_told =
	    ask("gaussha-gateway", number, sizeof(number)) &&
	    sscanf(number, "%u", &ret_gateway->nanswering) == 1;
	(void)ask(
	    "gaussha-relay", ret_gateway->relay, sizeof(ret_gateway->relay));
}
