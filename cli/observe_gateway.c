/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/observe_check.h"
#include "ocf/pacemaker.h"

#define ASK_MS 15000

static bool
ask(const char *node, const char *attribute, char ret_value[ATTRIBUTE_MAX])
{
	return pacemaker_get_attribute(
	    node, attribute, ret_value, moment_after(moment_now(), ASK_MS));
}

/* What this node's quorum device has told Pacemaker. */
void
observe_gateway(struct check_gateway *ret_gateway)
{
	char node[NODE_NAME_MAX], value[ATTRIBUTE_MAX];

	memset(ret_gateway, 0, sizeof(*ret_gateway));
	if (!pacemaker_node_name(
		node, moment_after(moment_now(), ASK_MS), NULL))
		return;
	ret_gateway->is_told =
	    ask(node, "gaussha-gateway", value) &&
	    sscanf(value, "%u", &ret_gateway->nanswering) == 1;
	if (ask(node, "gaussha-relay", value))
		snprintf(ret_gateway->relay, sizeof(ret_gateway->relay),
		    "%.23s", value);
}
