/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/agent.h"

#include "agents/opengauss/actions.h"
#include "agents/opengauss/params.h"

/* Monitors of different roles must differ in their intervals. */
static const struct agent_action actions[] = {
	{ .name = "start", .timeout_s = 120, .run = action_start },
	{ .name = "stop", .timeout_s = 120, .run = action_stop },
	{ .name = "promote", .timeout_s = 60, .run = action_promote },
	{ .name = "demote", .timeout_s = 120, .run = action_demote },
	{ .name = "monitor",
	    .timeout_s = 20,
	    .interval_s = 3,
	    .role = "Promoted",
	    .run = action_monitor },
	{ .name = "monitor",
	    .timeout_s = 20,
	    .interval_s = 4,
	    .role = "Unpromoted",
	    .run = action_monitor },
	{ .name = "monitor",
	    .timeout_s = 30,
	    .interval_s = 15,
	    .depth = 10,
	    .role = "Promoted",
	    .run = action_monitor },
	{ .name = "monitor",
	    .timeout_s = 30,
	    .interval_s = 16,
	    .depth = 10,
	    .role = "Unpromoted",
	    .run = action_monitor },
	{ .name = "reload-agent", .timeout_s = 20, .run = action_reload_agent },
	{ .name = "validate-all", .timeout_s = 20, .run = action_validate_all },
	{ .name = "meta-data", .timeout_s = 5 },
};

const struct agent opengauss_agent = {
	.name = "opengauss",
	.version = GAUSSHA_VERSION,
	.brief = "openGauss primary/standby database",
	.advice =
	    "Runs one instance of an openGauss database with streaming "
	    "replication on every node, as a promotable clone; it needs no "
	    "notifications. Every instance is started as a standby. Pacemaker "
	    "chooses the primary by promotion scores, which say what promote "
	    "would answer: a standby is promoted only if it holds everything "
	    "that a former primary may have acknowledged under "
	    "synchronous_standby_names, with a term higher than any seen, and "
	    "while no other primary is heard. For that the agent asks the "
	    "other nodes' databases directly, so pg_hba.conf must let the "
	    "owner in from each of them, as gs_ctl build needs it too.\n\n"
	    "replconninfoN names all other nodes on every node, and "
	    "application_name is different on each.\n\n"
	    "Beside each running instance a small process of the agent waits "
	    "for its end, so that a crash is acted upon at once and not at the "
	    "next monitor. A crashed primary is started again as a standby, "
	    "and another node is promoted if one may be; otherwise it is "
	    "promoted again itself.\n\n"
	    "A slow instance is degraded, and failed only after "
	    "degraded_tries monitors. A standby that cannot follow any more is "
	    "rebuilt in the background.\n\n"
	    "Node attributes, as crm_mon -A shows them, where db stands for "
	    "the resource: db-state (role and state, or \"building 45%\"), "
	    "db-term, db-lsn (end of the WAL), db-sync (on the primary: each "
	    "standby and its sync state), db-lag (on a standby: bytes of WAL "
	    "behind the primary), db-node (name and addresses by which the "
	    "other nodes know it), master-db (the promotion score). Positions "
	    "are as old as the last monitor of level 10.",
	.params = opengauss_params,
	.nparams = OPENGAUSS_NPARAMS,
	.params_size = sizeof(struct opengauss_params),
	.actions = actions,
	.nactions = sizeof(actions) / sizeof(actions[0]),
};
