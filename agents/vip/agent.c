/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/agent.h"

#include "agents/vip/actions.h"
#include "agents/vip/params.h"
#include "ocf/agent.h"

static const struct agent_action actions[] = {
	{ .name = "start", .timeout_s = 20, .run = action_start },
	{ .name = "stop", .timeout_s = 20, .run = action_stop },
	{ .name = "monitor",
	    .timeout_s = 20,
	    .interval_s = 10,
	    .run = action_monitor },
	/* What it may change is read anew at the next start. */
	{ .name = "reload-agent", .timeout_s = 20, .run = action_validate_all },
	{ .name = "validate-all", .timeout_s = 20, .run = action_validate_all },
	{ .name = "meta-data", .timeout_s = 5 },
};

const struct agent vip_agent = {
	.name = "vip",
	.version = GAUSSHA_VERSION,
	.brief = "Virtual IPv4 or IPv6 address of a database service",
	.advice =
	    "Puts an address on an interface of the node where the service "
	    "runs, and takes it away when the service leaves.\n\n"
	    "Before it takes the address it asks the network whether another "
	    "machine has it, and refuses, naming that machine's hardware "
	    "address, if one answers. It announces the address by gratuitous "
	    "ARP or neighbour advertisements, the first of them before start "
	    "returns. When the address leaves, the connections that clients "
	    "have through it are reset, so that they connect again at once "
	    "instead of waiting for answers that never come. Those who "
	    "connect before the next node has announced the address are "
	    "refused at once, for three seconds at most, instead of waiting "
	    "for their TCP to try again.\n\n"
	    "The interface, and the prefix length, are found from the "
	    "connected network that holds the address. An interface that is "
	    "down or has no carrier is a failure: nobody could reach the "
	    "address there.",
	.params = vip_params,
	.nparams = VIP_NPARAMS,
	.params_size = sizeof(struct vip_params),
	.actions = actions,
	.nactions = sizeof(actions) / sizeof(actions[0]),
};
