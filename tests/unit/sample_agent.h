/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sample_agent.h - an agent's table with every kind of row, for the tests of
 * what is made out of one.
 */
#ifndef TESTS_UNIT_SAMPLE_AGENT_H
#define TESTS_UNIT_SAMPLE_AGENT_H

#include "ocf/agent.h"
#include "ocf/param.h"

struct sample_params {
	const char *ip;
	const char *mode;
	const char *nic;
	unsigned tries, wait_s;
	bool careful;
};

#define SAMPLE_FIELD(field)                                                    \
	.name = #field, .offset = offsetof(struct sample_params, field)

static const struct param sample_params[] = {
	{ SAMPLE_FIELD(ip), .unique = true, .brief = "The address & its like",
	    .advice = "The \"address\" <as is>.\n\n.not a request \\n" },
	{ SAMPLE_FIELD(mode), .type = PARAM_CHOICE, .fallback = "restart",
	    .choices = "restart failover", .reloadable = true, .brief = "Mode",
	    .advice = "What is done." },
	{ SAMPLE_FIELD(nic), .fallback = "", .brief = "Interface",
	    .advice = "Found when empty." },
	{ SAMPLE_FIELD(tries), .type = PARAM_COUNT, .fallback = "3", .min = 1,
	    .max = 9, .brief = "Tries", .advice = "How many??" },
	{ SAMPLE_FIELD(wait_s), .type = PARAM_SECONDS, .fallback = "30s",
	    .min = 1, .max = 900, .reloadable = true, .brief = "Wait",
	    .advice = "How long." },
	{ SAMPLE_FIELD(careful), .type = PARAM_FLAG, .fallback = "true",
	    .brief = "Care", .advice = "Whether." },
};

static const struct agent_action sample_actions[] = {
	{ .name = "start", .timeout_s = 60 },
	{ .name = "stop", .timeout_s = 60 },
	{ .name = "promote", .timeout_s = 60 },
	{ .name = "monitor",
	    .timeout_s = 20,
	    .interval_s = 10,
	    .role = "Unpromoted" },
	{ .name = "monitor",
	    .timeout_s = 20,
	    .interval_s = 9,
	    .depth = 10,
	    .role = "Promoted" },
	{ .name = "reload-agent", .timeout_s = 10 },
	{ .name = "meta-data", .timeout_s = 5 },
	{ .name = "validate-all", .timeout_s = 5 },
};

static const struct agent sample_agent = {
	.name = "sample",
	.version = "0.1.0",
	.brief = "A sample - no more",
	.advice = "It does nothing.\n\nIt does so at once.",
	.params = sample_params,
	.nparams = sizeof(sample_params) / sizeof(sample_params[0]),
	.params_size = sizeof(struct sample_params),
	.actions = sample_actions,
	.nactions = sizeof(sample_actions) / sizeof(sample_actions[0]),
};

#endif
