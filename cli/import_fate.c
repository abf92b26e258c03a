/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_fate.h"

#include <string.h>

/* A section is named as far as its number. */
static const struct {
	const char *section, *name, *fate;
} rows[] = {
	{ "config", "db_port", "port of the resource db" },
	{ "config", "db_user",
	    "not needed: the owner of the data directory is the user" },
	{ "config", "db_datadir", "datadir of the resource db" },
	{ "config", "primary_info",
	    "not needed: the keepers' record is on the disk of every node" },
	{ "config", "standby_info",
	    "not needed: the keepers' record is on the disk of every node" },
	{ "config", "meta_file_type",
	    "not needed: the keepers' record is on the disk of every node" },
	{ "config", "lite_mode",
	    "mode of the resource db; without it the keeper chooses the "
	    "synchronous standbys and writes synchronous_standby_names, and "
	    "of two nodes one goes on alone: sync_least=0" },
	{ "config", "agent_port",
	    "not needed: nodes speak over corosync, on its own ports" },
	{ "config", "http_req_timeout",
	    "not needed: corosync sees a lost node by its token" },
	{ "config", "heartbeat_interval",
	    "not needed: corosync sees a lost node by its token, and the "
	    "keeper sees a dead process at once" },
	{ "config", "primary_lost_timeout",
	    "replaced by corosync's token and consensus, here 1.0 and 1.2 s" },
	{ "config", "primary_lonely_timeout",
	    "replaced by the lease, which follows from corosync's timings: "
	    "gaussha check tells it" },
	{ "config", "double_primary_timeout",
	    "double_primary_timeout of the resource db, if it is not 10, the "
	    "default of both; two primaries cannot both acknowledge" },
	{ "config", "taskset",
	    "not taken over: CPUs are bound by systemd, CPUAffinity= of "
	    "pacemaker.service" },
	{ "config", "logger_format", "not taken over: logs go to syslog" },
	{ "config", "log_dir", "not taken over: logs go to syslog" },
	{ "config", "log_max_size", "not taken over: logs go to syslog" },
	{ "config", "log_backup_count", "not taken over: logs go to syslog" },
	{ "config", "allow_ips", "not needed: nothing listens for the web" },
	{ "config", "handle_down_primary",
	    "not taken over: a dead primary is always handled; gaussha pause "
	    "holds promotions back" },
	{ "config", "handle_down_standby",
	    "not taken over: a dead standby is always started again; pcs "
	    "resource unmanage holds that back" },
	{ "config", "primary_down_handle_method",
	    "on_primary_failure of the resource db" },
	{ "config", "restart_strategy",
	    "migration-threshold and failure-timeout of the resource db, and "
	    "where its primary is restarted, restart_limit and "
	    "restart_window" },
	{ "config", "uce_error_detection",
	    "uce_detection of the resource db, if it is not true, the default "
	    "of both" },
	{ "config", "uce_detect_max_lines",
	    "not needed: the last 16 KB of the server's log are looked at" },
	{ "config", "debug_mode",
	    "not taken over: PCMK_debug in /etc/sysconfig/pacemaker" },
	{ "meta", "ha_name",
	    "the cluster's name, by which its events are known there" },
	{ "meta", "host", "metadatabase of the resource db: host" },
	{ "meta", "port", "metadatabase of the resource db: port" },
	{ "meta", "db", "metadatabase of the resource db: dbname" },
	{ "meta", "user", "metadatabase of the resource db: user" },
	{ "meta", "password",
	    "to be written into .pgpass of the data directory's owner, on "
	    "every node: everybody may read a resource" },
	{ "meta", "connect_timeout",
	    "not needed: nothing waits for the metadatabase" },
	{ "host", "ip", "the node's address in corosync, and its first link" },
	{ "host", "heartbeat_ips",
	    "further links of corosync, as many as every host has, and two at "
	    "most" },
	{ "zone", "vip", "a resource ocf:gaussha:vip, with the primary" },
	{ "zone", "hosts",
	    "the node attribute zone, and zones of the resource db, to which "
	    "the cities may be added; a VIP does not leave its zone" },
	{ "zone", "ping_list", "gateways of the quorum device" },
	{ "zone", "cascades", "cascades of the resource db" },
	{ "zone", "arping",
	    "not needed: the VIP agent announces the address by itself" },
};

static size_t
stem(const char *section)
{
	return strcspn(section, "0123456789");
}

const char *
import_fate_of(const char *section, const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strlen(rows[i].section) == stem(section) &&
		    strncmp(rows[i].section, section, stem(section)) == 0 &&
		    (rows[i].name == NULL || strcmp(rows[i].name, name) == 0))
			return rows[i].fate;
	return "unknown, not taken over";
}
