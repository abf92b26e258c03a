/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_check.h"

#include <stdio.h>
#include <string.h>

/* One database, as it is looked at. */
struct looked_at {
	const struct check_facts *facts;
	const struct cib_database *of;
	const struct check_database *database;
	struct findings *findings;
};

/* gs_guc as its owner types it. */
static void
type_setting(const struct looked_at *at, struct finding *finding,
    const char *name, const char *value)
{
	decide_check_type(finding,
	    "su - %s -c \"gs_guc %s -D %s -c \\\"%s=%s\\\"\"",
	    at->database->owner, "reload", at->of->datadir, name, value);
}

static void
check_name(const struct looked_at *at)
{
	const char *node = at->facts->host.node;
	char value[80];

	if (node[0] == '\0' ||
	    strcmp(at->database->application_name, node) == 0)
		return;
	snprintf(value, sizeof(value), "'%s'", node);
	type_setting(at,
	    decide_check_add(at->findings, SEVERITY_FAULT, at->of->name,
		"application_name is \"%s\", and must be the node's name, %s: "
		"that is how a primary counts this standby",
		at->database->application_name, node),
	    "application_name", value);
}

static void
check_settings(const struct looked_at *at)
{
	const struct check_database *database = at->database;
	const struct {
		const char *name, *value, *bad, *good, *why;
	} rows[] = {
		{ "most_available_sync", database->most_available_sync, "on",
		    "off",
		    "a primary without its standbys acknowledges alone" },
		{ "synchronous_commit", database->synchronous_commit, "off",
		    "on", "commits are acknowledged before they are written" },
		{ "synchronous_commit", database->synchronous_commit, "local",
		    "on",
		    "commits are acknowledged before a standby has "
		    "them" },
		{ "hot_standby", database->hot_standby, "off", "on",
		    "a standby can be asked nothing" },
		{ "wal_receiver_status_interval",
		    database->wal_receiver_status_interval, "0", "5s",
		    "a standby never says what it has: commits wait" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].value, rows[i].bad) == 0)
			type_setting(at,
			    decide_check_add(at->findings, SEVERITY_FAULT,
				at->of->name, "%s is %s: %s", rows[i].name,
				rows[i].bad, rows[i].why),
			    rows[i].name, rows[i].good);
}

/* Where it listens to some addresses only, a virtual one is not among them. */
static void
check_listening(const struct looked_at *at)
{
	const struct cib *cib = &at->facts->cluster.cib;
	const char *addresses = at->database->listen_addresses;

	if (strchr(addresses, '*') != NULL ||
	    strstr(addresses, "0.0.0.0") != NULL)
		return;
	for (unsigned i = 0; i < cib->nvips; i++)
		if (strstr(addresses, cib->vips[i].ip) == NULL)
			type_setting(at,
			    decide_check_add(at->findings, SEVERITY_WARNING,
				at->of->name,
				"it does not listen to the address of %s, %s",
				cib->vips[i].name, cib->vips[i].ip),
			    "listen_addresses", "'*'");
}

static void
check_peers(const struct looked_at *at)
{
	unsigned nnodes = at->facts->corosync.nnodes;
	unsigned npeers = at->database->npeers;

	if (npeers == 0 || npeers + 1 < nnodes)
		decide_check_type(
		    decide_check_add(at->findings,
			npeers == 0 ? SEVERITY_FAULT : SEVERITY_WARNING,
			at->of->name,
			"replconninfo1..8 name %u other nodes, and the cluster "
			"has %u: to the rest it is a stranger",
			npeers, nnodes > 0 ? nnodes - 1 : 0),
		    "su - %s -c \"gs_guc set -D %s -c "
		    "\\\"replconninfo%u='localhost=... localport=... "
		    "remotehost=... remoteport=...'\\\"\"",
		    at->database->owner, at->of->datadir, npeers + 1);
	for (unsigned i = 0; i < at->database->nhosts; i++) {
		const struct check_peer *peer = &at->database->peers[i];

		if (peer->is_trusted)
			continue;
		decide_check_type(
		    decide_check_add(at->findings, SEVERITY_FAULT, at->of->name,
			"pg_hba.conf does not let %s in from %s%s: neither can "
			"keepers compare the databases, nor a node be rebuilt",
			at->database->owner, peer->host,
			i == at->database->npeers
			    ? " (this node itself, for the others copy the "
			      "file)"
			    : ""),
		    "su - %s -c \"gs_guc reload -D %s -h 'host all %s %s/%s "
		    "trust'\"",
		    at->database->owner, at->of->datadir, at->database->owner,
		    peer->host, strchr(peer->host, ':') != NULL ? "128" : "32");
	}
}

void
decide_check_database(
    const struct check_facts *facts, unsigned i, struct findings *findings)
{
	struct looked_at at = { facts, &facts->cluster.cib.databases[i],
		&facts->databases[i], findings };
	const struct check_database *database = at.database;

	if (!database->is_fit) {
		decide_check_add(findings, SEVERITY_FAULT, at.of->name, "%s",
		    database->unfit.text);
		return;
	}
	if (database->gs_ctl_runs)
		decide_check_add(findings, SEVERITY_OK, at.of->name,
		    "%s runs as %s", database->gs_ctl_version, database->owner);
	else
		decide_check_add(findings, SEVERITY_FAULT, at.of->name,
		    "gs_ctl does not run as %s: %s", database->owner,
		    database->gs_ctl_why.text);
	if (database->unreadable.text[0] != '\0') {
		decide_check_add(findings, SEVERITY_FAULT, at.of->name, "%s",
		    database->unreadable.text);
		return;
	}
	check_name(&at);
	check_settings(&at);
	check_listening(&at);
	check_peers(&at);
}
