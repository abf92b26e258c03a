/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/params.h"

#include <string.h>

#include "agents/opengauss/zones.h"
#include "gauss/conninfo.h"
#include "gauss/replconninfo.h"
#include "ocf/why.h"

#define FIELD(field)                                                           \
	.name = #field, .offset = offsetof(struct opengauss_params, field)

static const char *
not_absolute(const char *value)
{
	return value[0] == '/' ? NULL : "must be an absolute path";
}

const struct param opengauss_params[OPENGAUSS_NPARAMS] = {
	{
	    FIELD(datadir),
	    .type = PARAM_TEXT,
	    .unique = true,
	    .objection = not_absolute,
	    .brief = "Data directory",
	    .advice =
		"The same path on every node.  Its owner is the user that "
		"openGauss runs as and the initial database user.",
	},
	{
	    FIELD(gausshome),
	    .type = PARAM_TEXT,
	    .fallback = "/opt/openGauss",
	    .objection = not_absolute,
	    .brief = "Installation of openGauss",
	    .advice = "The directory that has bin/gs_ctl and lib in it.",
	},
	{
	    FIELD(port),
	    .type = PARAM_COUNT,
	    .fallback = "0",
	    .max = 65535,
	    .brief = "Port of the database",
	    .advice = "0: the one that postgresql.conf says.",
	},
	{
	    FIELD(mode),
	    .type = PARAM_CHOICE,
	    .fallback = "full",
	    .choices = "full lite",
	    .reloadable = true,
	    .brief = "Who chooses the synchronous standbys",
	    .advice =
		"full: the keeper chooses the synchronous standbys and writes "
		"synchronous_standby_names.  lite: no file of settings is ever "
		"touched; who must have a commit is what the names that the "
		"administrator has set mean.  Of the two databases that are "
		"managed the standby takes over once; then nothing more is "
		"done unasked, and no standby rebuilt, until gaussha rearm.",
	},
	{
	    FIELD(sync_standbys),
	    .type = PARAM_COUNT,
	    .fallback = "2",
	    .max = PEERS_MAX,
	    .reloadable = true,
	    .brief = "How many standbys should be synchronous",
	    .advice =
		"The keeper chooses them among those that stream and are near, "
		"and writes synchronous_standby_names itself: whatever stands "
		"there is replaced.  Only a node that holds everything that "
		"may have been acknowledged takes over, so of more synchronous "
		"standbys more may be lost.",
	},
	{
	    FIELD(sync_acks),
	    .type = PARAM_COUNT,
	    .fallback = "1",
	    .max = PEERS_MAX,
	    .reloadable = true,
	    .brief = "How many synchronous standbys must have a commit",
	    .advice =
		"A commit is acknowledged when it is on the disks of so many "
		"synchronous standbys, or of all of them where there are "
		"fewer.  Not more than sync_standbys.  Each further one costs "
		"the time of a slower standby, and outlives the loss of one "
		"more node together with the primary.",
	},
	{
	    FIELD(sync_least),
	    .type = PARAM_COUNT,
	    .fallback = "1",
	    .max = PEERS_MAX,
	    .reloadable = true,
	    .brief = "With fewer synchronous standbys writes wait",
	    .advice =
		"As standbys fail, the primary goes on with those that are "
		"left, down to this number; with fewer, commits wait until one "
		"is back.  Not more than sync_acks.  0: a primary goes on "
		"alone; what it acknowledges then is nowhere else, so while "
		"its node is gone no other is promoted.",
	},
	{
	    FIELD(zones),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .reloadable = true,
	    .brief = "Zones, the preferred one first",
	    .advice =
		"Names with commas, each with @ and its city where there are "
		"several: az1@north,az2@north,az3@south.  In which zone a node "
		"is says its node attribute zone.  Of standbys that may take "
		"over one in the primary's zone is preferred, then one in the "
		"same city; one in another city takes over only when somebody "
		"asks for it by name.",
	},
	{
	    FIELD(sync_zones),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .reloadable = true,
	    .brief = "How many synchronous standbys each zone should have",
	    .advice =
		"Zones with commas, each with = and a number, and with / and "
		"another where fewer of them must have a commit: "
		"az1=2/1,az2=1.  A commit then waits for every zone that is "
		"listed and has a standby that streams; a zone that is lost is "
		"not waited for, as long as sync_least is reached in all.  "
		"Replaces sync_standbys and sync_acks.",
	},
	{
	    FIELD(cascades),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .reloadable = true,
	    .brief = "Nodes whose database follows a standby",
	    .advice =
		"Names of nodes with commas.  Their databases are started as "
		"cascaded standbys: they follow a standby, another one when "
		"theirs is promoted or dies, are never synchronous and never "
		"promoted.",
	},
	{
	    FIELD(degraded_tries),
	    .type = PARAM_COUNT,
	    .fallback = "5",
	    .min = 1,
	    .max = 1000,
	    .reloadable = true,
	    .brief = "Monitors without an answer before it has failed",
	    .advice =
		"An instance that runs but does not answer is degraded; after "
		"so many monitors in a row it has failed.  Too many clients "
		"are never a failure.",
	},
	{
	    FIELD(rebuild),
	    .type = PARAM_CHOICE,
	    .fallback = "auto",
	    .choices = "auto keep never",
	    .reloadable = true,
	    .brief = "Rebuild a standby that cannot follow",
	    .advice =
		"auto: a standby whose data has diverged, or for which the "
		"primary has no WAL any more, is rebuilt from the one primary "
		"with gs_ctl build, three times at most; commits that it alone "
		"may have are told in the log, from where to where.  keep: one "
		"that may have such commits is not rebuilt; it stays degraded "
		"until somebody has looked at them.  never: it stays degraded "
		"until somebody does it.",
	},
	{
	    FIELD(lease),
	    .type = PARAM_CHOICE,
	    .fallback = "watchdog",
	    .choices = "watchdog soft",
	    .reloadable = true,
	    .brief = "What ends a primary's node if its keeper hangs",
	    .advice =
		"watchdog: the node's watchdog resets it before the lease is "
		"over that it serves by; a node whose watchdog does not work "
		"is not promoted.  soft: nothing does.  Writes are then "
		"refused by the standbys all the same, but what is read there "
		"may be old, the address may be on two nodes, and with "
		"sync_least=0 commits may be acknowledged by it alone.",
	},
	{
	    FIELD(watchdog_device),
	    .type = PARAM_TEXT,
	    .fallback = "/dev/watchdog",
	    .objection = not_absolute,
	    .reloadable = true,
	    .brief = "The watchdog of the node",
	    .advice =
		"For lease=watchdog.  A node has one, so all databases must "
		"name the same, and no other program may use it: where it is "
		"that of sbd, of systemd (RuntimeWatchdogSec) or of corosync "
		"(watchdog_device), name another.  "
		"Without hardware: modprobe softdog.",
	},
	{
	    FIELD(on_primary_failure),
	    .type = PARAM_CHOICE,
	    .fallback = "failover",
	    .choices = "failover restart",
	    .reloadable = true,
	    .brief = "What becomes of a primary whose process died",
	    .advice =
		"failover: another node takes over at once, and the dead "
		"primary comes back as a standby.  restart: it is promoted "
		"again in its place, within the bounds of restart_limit and "
		"restart_window; clients are served when the standbys have "
		"all of its log.",
	},
	{
	    FIELD(restart_limit),
	    .type = PARAM_COUNT,
	    .fallback = "10",
	    .max = 1000,
	    .reloadable = true,
	    .brief = "How often a primary is restarted in its place",
	    .advice =
		"Within restart_window seconds of the first time; then another "
		"node takes over.  For on_primary_failure=restart.",
	},
	{
	    FIELD(restart_window),
	    .type = PARAM_COUNT,
	    .fallback = "180",
	    .min = 1,
	    .max = 86400,
	    .reloadable = true,
	    .brief = "For how long a primary is restarted in its place, in s",
	    .advice =
		"If it is not the primary again in this time, or cannot be "
		"started, another node takes over.  For "
		"on_primary_failure=restart.",
	},
	{
	    FIELD(double_primary_timeout),
	    .type = PARAM_COUNT,
	    .fallback = "10",
	    .max = 3600,
	    .reloadable = true,
	    .brief = "When the older of two primaries is killed, in s",
	    .advice =
		"The record of the keepers says which of two primaries is "
		"meant.  The other one acknowledges nothing and is demoted at "
		"once; if that has not come about in this time, its keeper "
		"kills it.  0: that is left to Pacemaker.",
	},
	{
	    FIELD(uce_detection),
	    .type = PARAM_FLAG,
	    .fallback = "true",
	    .reloadable = true,
	    .brief = "Heed memory errors in the server's log",
	    .advice =
		"An uncorrected memory error (UCE) that the server's log tells "
		"of makes the node degraded, and a primary hands over if "
		"another node is sound, until its server was started again.  "
		"Whoever may raise messages of their own can write such a "
		"line; false: none is looked for.",
	},
	{
	    FIELD(gateway_timeout),
	    .type = PARAM_COUNT,
	    .fallback = "10",
	    .max = 3600,
	    .reloadable = true,
	    .brief = "When a primary without its gateway hands over, in s",
	    .advice =
		"Where gaussha-quorumd pings gateways: a primary that has "
		"reached fewer of them than a standby for so long hands over "
		"to it.  A gateway that answers nobody changes nothing.  0: it "
		"stays where it is.",
	},
	{
	    FIELD(metadatabase),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .reloadable = true,
	    .brief = "Where gaussha history is recorded besides",
	    .advice =
		"A connection string of libpq, to a PostgreSQL or openGauss "
		"that has the tables gaussha_history and gaussha_fencings: "
		"host=meta dbname=ha user=gaussha "
		"passfile=/home/omm/meta.pass.  No password may "
		"stand in it, since everybody reads it here: a passfile, a "
		"service or a certificate may be named, files of the data "
		"directory's owner.  While the metadatabase is away the newest "
		"32 events wait on every node; nothing else waits for it.",
	},
};

bool
params_are_lite(const struct opengauss_params *params)
{
	return strcmp(params->mode, "lite") == 0;
}

const char *
params_watchdog(const struct opengauss_params *params)
{
	return strcmp(params->lease, "soft") == 0 ? ""
						  : params->watchdog_device;
}

bool
params_fit(const struct opengauss_params *params, struct why *why)
{
	if (params->sync_acks > params->sync_standbys) {
		why_set(why,
		    "sync_acks=%u is more than sync_standbys=%u: so many "
		    "could never acknowledge a commit",
		    params->sync_acks, params->sync_standbys);
		return false;
	}
	if (params->sync_least > params->sync_acks) {
		why_set(why,
		    "sync_least=%u is more than sync_acks=%u: writes would "
		    "not stop while that many acknowledge",
		    params->sync_least, params->sync_acks);
		return false;
	}
	return zones_fit(params->zones, params->sync_zones, why);
}

bool
params_metadatabase_fits(const struct opengauss_params *params, struct why *why)
{
	if (params->metadatabase[0] == '\0' ||
	    conninfo_is_fit(params->metadatabase, why))
		return true;
	why_prefix(why, "metadatabase");
	return false;
}
