/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/hba.h"
#include "cli/observe_check.h"
#include "gauss/conf_file.h"
#include "gauss/instance.h"
#include "gauss/small_file.h"
#include "ocf/run.h"

#define GS_CTL_MS 10000
#define HBA_MAX   262144

/* As the agent runs it: as the owner, with its environment. */
static void
try_gs_ctl(const struct instance *instance, struct check_database *database)
{
	static struct run tool;
	char path[PATH_MAX + 16];
	const char *const argv[] = { path, "--version", NULL };

	snprintf(path, sizeof(path), "%s/bin/gs_ctl", instance->gausshome);
	memset(&tool, 0, sizeof(tool));
	tool.argv = argv;
	tool.env = instance_environment(instance);
	tool.directory = instance->datadir;
	tool.uid = instance->uid;
	tool.gid = instance->gid;
	tool.deadline = moment_after(moment_now(), GS_CTL_MS);
	database->gs_ctl_runs = run(&tool, &database->gs_ctl_why);
	tool.output[strcspn(tool.output, "\n")] = '\0';
	snprintf(database->gs_ctl_version, sizeof(database->gs_ctl_version),
	    "%.95s", tool.output);
}

static void
read_settings(const struct instance *instance, struct check_database *database)
{
	static struct conf_setting settings[] = {
		{ .name = "application_name" },
		{ .name = "most_available_sync" },
		{ .name = "synchronous_commit" },
		{ .name = "hot_standby" },
		{ .name = "wal_receiver_status_interval" },
		{ .name = "listen_addresses" },
	};
	struct {
		char *to;
		size_t size;
	} places[] = {
		{ database->application_name,
		    sizeof(database->application_name) },
		{ database->most_available_sync,
		    sizeof(database->most_available_sync) },
		{ database->synchronous_commit,
		    sizeof(database->synchronous_commit) },
		{ database->hot_standby, sizeof(database->hot_standby) },
		{ database->wal_receiver_status_interval,
		    sizeof(database->wal_receiver_status_interval) },
		{ database->listen_addresses,
		    sizeof(database->listen_addresses) },
	};

	if (!conf_file_read(instance->datadir, "postgresql.conf", settings,
		sizeof(settings) / sizeof(settings[0]), &database->unreadable))
		return;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		snprintf(places[i].to, places[i].size, "%s", settings[i].value);
}

/* A rebuild copies pg_hba.conf from another node: it must fit everywhere, so
 * this node itself must be let in by its own file as well. */
static void
read_peers(const struct instance *instance, struct check_database *database)
{
	static char hba[HBA_MAX];
	struct peer_address peers[PEERS_MAX];
	unsigned n = 0;

	if (!replconninfo_read(instance, peers, &n, &database->unreadable))
		return;
	if (small_file_read(
		instance->datadir, "pg_hba.conf", hba, sizeof(hba)) < 0) {
		why_set(&database->unreadable, "pg_hba.conf cannot be read");
		return;
	}
	database->npeers = n;
	database->nhosts = n > 0 ? n + 1 : 0;
	for (unsigned i = 0; i < database->nhosts; i++) {
		const char *host = i < n ? peers[i].host : peers[0].local_host;

		snprintf(database->peers[i].host,
		    sizeof(database->peers[i].host), "%.63s", host);
		database->peers[i].is_trusted =
		    hba_trusts(hba, instance->owner, host);
	}
}

void
observe_database(
    const struct cib_database *of, struct check_database *ret_database)
{
	struct instance instance;

	memset(ret_database, 0, sizeof(*ret_database));
	ret_database->is_fit =
	    instance_open(of->datadir, of->gausshome, 0, &instance,
		&ret_database->unfit) == OCF_SUCCESS;
	if (!ret_database->is_fit)
		return;
	snprintf(ret_database->owner, sizeof(ret_database->owner), "%s",
	    instance.owner);
	ret_database->uid = instance.uid;
	try_gs_ctl(&instance, ret_database);
	read_settings(&instance, ret_database);
	read_peers(&instance, ret_database);
}
