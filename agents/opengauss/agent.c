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
	    "notifications. Every instance is started as a standby, and with "
	    "synchronous_standby_names by which it acknowledges nothing.\n\n"
	    "The agent works on its own node's instance only. What it takes "
	    "all nodes to know is the keeper's to decide: gausshad, which must "
	    "run on every node. Promote asks it for a grant, and a standby is "
	    "promoted only if it holds everything that a former primary may "
	    "have acknowledged. The keeper publishes the promotion scores, "
	    "which say what it would answer, chooses the synchronous standbys, "
	    "and sees the end of the server's process, so that a crash is "
	    "acted "
	    "upon at once and not at the next monitor. A crashed primary is "
	    "started again as a standby, and another node is promoted if one "
	    "may be; otherwise, or with on_primary_failure=restart, it is "
	    "promoted again itself. It is then served to clients when the "
	    "standbys have all of its log: commits that nobody was told of "
	    "may be in it.\n\n"
	    "Without a keeper an instance starts, runs and stops, and is "
	    "degraded: a primary goes on, a standby has the score -INFINITY.\n"
	    "\n"
	    "replconninfoN names all other nodes on every node, and "
	    "application_name is different on each.\n\n"
	    "A slow instance is degraded, and failed only after "
	    "degraded_tries monitors. A standby that cannot follow any more is "
	    "rebuilt in the background, from the one primary that the keeper "
	    "knows of. A node whose data or log cannot be written, since the "
	    "file system is full, read-only, fails or hangs, is degraded with "
	    "the mount point named, and a primary there hands over to a node "
	    "that is better off.\n\n"
	    "Node attributes, as crm_mon -A shows them, where db stands for "
	    "the resource: db-state (role and state, or \"building 45%\"), "
	    "db-promotion (why the node could not be promoted), db-term, "
	    "db-record (on the primary: its term, and which standbys must have "
	    "a commit), db-lease (held: by the primary's node), db-sync (on "
	    "the primary: each standby and its sync state; on a standby: yes, "
	    "if commits wait for it), db-lsn (end of the WAL), db-lag (on a "
	    "standby: bytes of WAL behind the "
	    "primary), master-db (the promotion score). Positions are told "
	    "every 15 seconds; gaussha status has those of now.",
	.params = opengauss_params,
	.nparams = OPENGAUSS_NPARAMS,
	.params_size = sizeof(struct opengauss_params),
	.actions = actions,
	.nactions = sizeof(actions) / sizeof(actions[0]),
};
