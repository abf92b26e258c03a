/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_check.h"

#include <string.h>

static const char subject[] = "pacemaker";

static bool
is_off(const char *value)
{
	return strcmp(value, "false") == 0 || strcmp(value, "no") == 0 ||
	       strcmp(value, "off") == 0 || strcmp(value, "0") == 0;
}

static bool
is_on(const char *value)
{
	return strcmp(value, "true") == 0 || strcmp(value, "yes") == 0 ||
	       strcmp(value, "on") == 0 || strcmp(value, "1") == 0;
}

static void
check_fencing(const struct cib *cib, struct findings *findings)
{
	if (is_off(cib->stonith_enabled))
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"fencing is switched off: a node that hangs keeps its "
			"addresses"),
		    "pcs property set stonith-enabled=true");
	if (cib->nstonith == 0)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"there is no fencing device: a node that is lost is "
			"waited for, for ever"),
		    "pcs stonith create fence fence_gaussha   # or that of "
		    "your power hardware");
	else
		decide_check_add(findings, SEVERITY_OK, subject,
		    "fencing devices: %u", cib->nstonith);
}

static void
check_properties(const struct cib *cib, struct findings *findings)
{
	if (is_on(cib->maintenance_mode))
		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, subject,
			"it is in maintenance mode and does nothing"),
		    "pcs property set maintenance-mode=false");
	if (strcmp(cib->no_quorum_policy, "ignore") == 0)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"no-quorum-policy=ignore: a node that is cut off goes "
			"on as if it were the cluster"),
		    "pcs property set no-quorum-policy=stop");
}

static void
check_leftovers(const struct cib *cib, struct findings *findings)
{
	for (unsigned i = 0; i < cib->nleftovers; i++) {
		const struct cib_leftover *leftover = &cib->leftovers[i];

		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, leftover->what,
			"a move or a ban has left %s, about node %s: it binds "
			"every failover to come",
			leftover->id, leftover->node),
		    "pcs resource clear %s", leftover->what);
	}
}

static void
check_clone(const struct cib_database *database, struct findings *findings)
{
	if (!database->is_promotable)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, database->name,
			"it is no promotable clone"),
		    database->clone[0] == '\0'
			? "pcs resource promotable %s"
			: "pcs resource meta %s promotable=true",
		    database->clone[0] == '\0' ? database->name
					       : database->clone);
	if (!database->monitors_promoted || !database->monitors_unpromoted)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, database->name,
			"it is not monitored in the role %s",
			database->monitors_promoted ? "Unpromoted"
						    : "Promoted"),
		    "pcs resource op add %s monitor interval=%s role=%s",
		    database->name, database->monitors_promoted ? "4s" : "3s",
		    database->monitors_promoted ? "Unpromoted" : "Promoted");
}

static bool
is_of(const struct cib_bond *bond, const struct cib_vip *vip,
    const struct cib_database *database)
{
	return (strcmp(bond->what, vip->name) == 0 ||
		   strcmp(bond->what, vip->whole) == 0) &&
	       (strcmp(bond->with, database->clone) == 0 ||
		   strcmp(bond->with, database->name) == 0);
}

/* Some database with which the address is bound in this way. */
static bool
is_bound(const struct cib *cib, const struct cib_vip *vip, bool by_order)
{
	for (unsigned b = 0; b < cib->nbonds; b++)
		for (unsigned d = 0; d < cib->ndatabases; d++)
			if (cib->bonds[b].is_order == by_order &&
			    cib->bonds[b].is_promoted &&
			    cib->bonds[b].is_mandatory &&
			    is_of(&cib->bonds[b], vip, &cib->databases[d]))
				return true;
	return false;
}

static void
check_vip(
    const struct cib *cib, const struct cib_vip *vip, struct findings *findings)
{
	const char *clone =
	    cib->ndatabases > 0 ? cib->databases[0].clone : "DATABASE-clone";
	bool is_with = is_bound(cib, vip, false);
	bool is_after = is_bound(cib, vip, true);

	if (!is_with)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, vip->name,
			"nothing keeps %s where the primary is", vip->ip),
		    "pcs constraint colocation add %s with Promoted %s",
		    vip->whole, clone);
	if (!is_after)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, vip->name,
			"%s may be up before there is a primary behind it",
			vip->ip),
		    "pcs constraint order promote %s then start %s", clone,
		    vip->whole);
	if (is_with && is_after)
		decide_check_add(findings, SEVERITY_OK, vip->name,
		    "%s goes with the primary, and after it", vip->ip);
}

void
decide_check_cluster(const struct check_facts *facts, struct findings *findings)
{
	const struct cib *cib = &facts->cluster.cib;

	if (!facts->cluster.is_there) {
		decide_check_type(decide_check_add(findings, SEVERITY_FAULT,
				      subject, "%s", facts->cluster.why.text),
		    "pcs cluster start");
		return;
	}
	if (cib->is_too_large)
		decide_check_add(findings, SEVERITY_WARNING, subject,
		    "there are more resources or constraints than are looked "
		    "at: what follows may be wrong");
	check_fencing(cib, findings);
	check_properties(cib, findings);
	check_leftovers(cib, findings);
	if (cib->ndatabases == 0)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"there is no database: no resource of the agent "
			"ocf:gaussha:opengauss"),
		    "pcs resource create db ocf:gaussha:opengauss "
		    "datadir=DIRECTORY gausshome=DIRECTORY op monitor "
		    "interval=3s role=Promoted op monitor interval=4s "
		    "role=Unpromoted promotable");
	for (unsigned i = 0; i < cib->ndatabases; i++)
		check_clone(&cib->databases[i], findings);
	for (unsigned i = 0; i < cib->nvips; i++)
		check_vip(cib, &cib->vips[i], findings);
}
