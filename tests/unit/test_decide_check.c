/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_check.h"

#include <string.h>

#include "tests/unit/check.h"

static struct check_facts facts;
static struct findings findings;

static void
bind_vip(struct cib *cib)
{
	cib->nvips = 1;
	cib->vips[0] = (struct cib_vip){ "vip", "vip", "10.0.0.100" };
	cib->nbonds = 2;
	cib->bonds[0] = (struct cib_bond){ "vip", "db-clone",
		.is_promoted = true, .is_mandatory = true };
	cib->bonds[1] = (struct cib_bond){ "vip", "db-clone", .is_order = true,
		.is_promoted = true, .is_mandatory = true };
}

/* Three nodes, all as it should be. Each case spoils something. */
static void
all_is_well(void)
{
	struct cib *cib = &facts.cluster.cib;
	struct check_database *database = &facts.databases[0];

	memset(&facts, 0, sizeof(facts));
	strcpy(facts.host.node, "n1");
	for (int i = 0; i < PROGRAMS_COUNT; i++)
		facts.host.programs[i] = (struct check_version){ true, "1" };
	facts.host.removes_ipc = KNOWN_NO;
	facts.host.clock_is_synchronised = KNOWN_YES;
	facts.corosync = (struct check_corosync){ .is_known = true,
		.runs = true,
		.nnodes = 3,
		.nlinks = 2,
		.token_ms = 1000,
		.consensus_ms = 1200,
		.is_encrypted = true,
		.sync_timeout_ms = 30000 };
	facts.cluster.is_there = true;
	facts.keeper.answers = true;
	cib->nstonith = 1;
	cib->ndatabases = 1;
	cib->databases[0] = (struct cib_database){ "db", "db-clone", true, true,
		true, "/data", "/opt/og", false, false, "/dev/watchdog" };
	database->watchdog.is_there = true;
	bind_vip(cib);
	database->is_fit = database->gs_ctl_runs = true;
	strcpy(database->owner, "omm");
	database->uid = 1000;
	strcpy(database->application_name, "n1");
	strcpy(database->listen_addresses, "*");
	database->npeers = 2;
	database->nhosts = 3;
	for (int i = 0; i < 3; i++)
		database->peers[i] = (struct check_peer){ "10.0.0.2", true };
}

static bool
finds(enum severity severity, const char *subject, const char *what,
    const char *remedy)
{
	decide_check(&facts, &findings);
	for (unsigned i = 0; i < findings.n; i++) {
		const struct finding *finding = &findings.list[i];

		if (finding->severity == severity &&
		    strcmp(finding->subject, subject) == 0 &&
		    strstr(finding->what.text, what) != NULL &&
		    strstr(finding->remedy, remedy) != NULL)
			return true;
	}
	for (unsigned i = 0; i < findings.n; i++)
		printf("%s: %s; %s\n", findings.list[i].subject,
		    findings.list[i].what.text, findings.list[i].remedy);
	return false;
}

static void
where_all_is_well_nothing_is_wrong(void)
{
	all_is_well();
	CHECK(finds(SEVERITY_OK, "vip", "goes with the primary", ""));
	CHECK(decide_check_count(&findings, SEVERITY_OK) == findings.n);
}

static void
what_is_missing_is_to_be_installed(void)
{
	all_is_well();
	facts.host.programs[PROGRAM_PCS].is_there = false;
	CHECK(finds(SEVERITY_FAULT, "programs", "pcs is not installed",
	    "dnf install pcs"));
	facts.host.is_debian = true;
	CHECK(finds(SEVERITY_FAULT, "programs", "pcs is not installed",
	    "apt install pcs"));
	facts.host.programs[PROGRAM_CIBADMIN].is_there = false;
	CHECK(finds(SEVERITY_FAULT, "programs", "cibadmin is not installed",
	    "apt install pacemaker-cli-utils"));
	facts.host.clock_is_synchronised = KNOWN_NO;
	CHECK(finds(SEVERITY_WARNING, "host", "nobody sets this host's clock",
	    "apt install chrony"));
}

static void
the_time_of_a_lease_is_told_with_its_sum(void)
{
	all_is_well();
	CHECK(finds(SEVERITY_OK, "corosync",
	    "a silent primary is fenced 6 s after its last echo: token 1000 "
	    "ms, twice consensus 1200 ms, sync_timeout 0 ms",
	    ""));
	strcpy(facts.corosync.device, "gateway");
	facts.corosync.device_votes = 1;
	facts.corosync.sync_timeout_ms = 1000;
	facts.corosync.wait_for_all = KNOWN_NO;
	CHECK(finds(SEVERITY_OK, "corosync", "is fenced 7 s after", ""));
	facts.corosync.token_ms = 3000;
	facts.corosync.consensus_ms = 3600;
	CHECK(finds(SEVERITY_WARNING, "corosync", "is fenced 14 s after",
	    "totem token=1000"));
}

static void
a_watchdog_is_told_with_its_time_and_what_is_wrong_with_it(void)
{
	struct check_watchdog *watchdog = &facts.databases[0].watchdog;
	struct cib_database *of = &facts.cluster.cib.databases[0];

	all_is_well();
	CHECK(finds(SEVERITY_OK, "db",
	    "/dev/watchdog resets this node when its keeper is silent for 3 "
	    "s: the lease, 4.4 s",
	    ""));
	watchdog->is_nowayout = true;
	CHECK(finds(SEVERITY_NOTE, "db", "nowayout", ""));
	why_set(&watchdog->objection, "it is another program's");
	CHECK(finds(SEVERITY_FAULT, "db",
	    "it is another program's: this node is not promoted",
	    "watchdog_device="));
	all_is_well();
	watchdog->is_there = false;
	CHECK(finds(SEVERITY_FAULT, "db",
	    "there is no watchdog /dev/watchdog, and lease=soft was not",
	    "modprobe softdog"));
	of->is_soft = true;
	CHECK(finds(SEVERITY_NOTE, "db", "lease=soft", "lease=watchdog"));
	of->may_stand_alone = true;
	CHECK(finds(SEVERITY_WARNING, "db", "may acknowledge commits alone",
	    "lease=watchdog"));
	all_is_well();
	facts.corosync.token_ms = 500;
	facts.corosync.consensus_ms = 600;
	CHECK(finds(SEVERITY_FAULT, "db", "too short for a watchdog",
	    "totem token=1000"));
}

static void
a_quorum_device_needs_its_settings(void)
{
	all_is_well();
	strcpy(facts.corosync.device, "gateway");
	facts.corosync.nnodes = 2;
	facts.corosync.device_votes = -1;
	CHECK(finds(
	    SEVERITY_FAULT, "corosync", "no number of votes", "votes: 1"));
	facts.corosync.device_votes = 0;
	CHECK(finds(SEVERITY_FAULT, "corosync", "a wrong number", "votes: 1"));
	facts.corosync.nnodes = 3;
	CHECK(!finds(SEVERITY_FAULT, "corosync", "a wrong number", "votes: 0"));
	facts.corosync.device_votes = 1;
	CHECK(
	    finds(SEVERITY_WARNING, "corosync", "a wrong number", "votes: 0"));
	CHECK(!finds(SEVERITY_FAULT, "corosync", "SBD resets a node", "sbd"));
	facts.corosync.sbd_watchdog_s = 5;
	CHECK(finds(SEVERITY_FAULT, "corosync", "SBD resets a node",
	    "SBD_WATCHDOG_TIMEOUT"));
	CHECK(finds(SEVERITY_WARNING, "corosync", "sync_timeout = 30000 ms",
	    "sync_timeout: 2000"));
	CHECK(finds(SEVERITY_WARNING, "corosync", "wait_for_all is not set to",
	    "wait_for_all: 0"));
}

static void
what_the_quorum_device_objects_to_is_told(void)
{
	all_is_well();
	strcpy(facts.corosync.device, "gateway");
	CHECK(!finds(SEVERITY_FAULT, "corosync", "casts no vote", "enable"));
	why_set(&facts.corosync.objection, "no gateway is given");
	why_set(&facts.corosync.hint, "adress means nothing");
	CHECK(finds(SEVERITY_FAULT, "corosync", "no gateway is given",
	    "gaussha quorum enable"));
	CHECK(finds(SEVERITY_WARNING, "corosync", "adress means nothing", ""));
}

static void
what_makes_two_halves_quorate_is_a_fault(void)
{
	all_is_well();
	facts.corosync.two_node = true;
	CHECK(finds(SEVERITY_FAULT, "corosync", "two_node lets two parts",
	    "remove two_node; then pcs cluster sync"));
	facts.corosync.two_node = false;
	facts.corosync.nnodes = 2;
	CHECK(finds(SEVERITY_FAULT, "corosync", "2 nodes and no quorum device",
	    "gaussha quorum"));
	strcpy(facts.keeper.untold, "db");
	strcpy(facts.keeper.trouble, "nobody answers");
	facts.keeper.backlog = 3;
	CHECK(finds(SEVERITY_WARNING, "db",
	    "told nothing by this node, 3 events wait: nobody answers", ""));
	strcpy(facts.keeper.not_exclusive, "two_node");
	CHECK(finds(SEVERITY_FAULT, "keeper", "quorate at the same time", ""));
}

static void
a_network_that_can_fail_or_lie_is_told(void)
{
	all_is_well();
	facts.corosync.nlinks = 1;
	facts.corosync.is_encrypted = false;
	CHECK(finds(SEVERITY_NOTE, "corosync", "one link", "link add"));
	CHECK(finds(
	    SEVERITY_WARNING, "corosync", "not encrypted", "cipher=aes256"));
}

static void
fencing_is_missed(void)
{
	all_is_well();
	strcpy(facts.cluster.cib.stonith_enabled, "false");
	facts.cluster.cib.nstonith = 0;
	CHECK(finds(SEVERITY_FAULT, "pacemaker", "switched off",
	    "stonith-enabled=true"));
	CHECK(finds(SEVERITY_FAULT, "pacemaker", "no fencing device",
	    "pcs stonith create"));
}

static void
an_address_must_be_bound_to_the_primary(void)
{
	all_is_well();
	facts.cluster.cib.bonds[0].is_promoted = false;
	facts.cluster.cib.bonds[1].is_mandatory = false;
	CHECK(finds(SEVERITY_FAULT, "vip", "nothing keeps 10.0.0.100",
	    "pcs constraint colocation add vip with Promoted db-clone"));
	CHECK(finds(SEVERITY_FAULT, "vip", "before there is a primary",
	    "pcs constraint order promote db-clone then start vip"));
}

static void
what_a_move_left_behind_is_told(void)
{
	all_is_well();
	facts.cluster.cib.nleftovers = 1;
	facts.cluster.cib.leftovers[0] =
	    (struct cib_leftover){ "cli-ban-x", "db-clone", "n3" };
	CHECK(finds(SEVERITY_WARNING, "db-clone", "has left cli-ban-x",
	    "pcs resource clear db-clone"));
}

static void
a_database_must_be_a_promotable_clone_that_is_monitored(void)
{
	all_is_well();
	facts.cluster.cib.databases[0].is_promotable = false;
	facts.cluster.cib.databases[0].monitors_promoted = false;
	CHECK(finds(SEVERITY_FAULT, "db", "no promotable clone",
	    "pcs resource meta db-clone promotable=true"));
	CHECK(finds(SEVERITY_FAULT, "db", "not monitored in the role Promoted",
	    "interval=3s role=Promoted"));
	facts.cluster.cib.ndatabases = 0;
	CHECK(finds(SEVERITY_FAULT, "pacemaker", "there is no database",
	    "pcs resource create db"));
}

static void
settings_of_the_database_are_judged(void)
{
	struct check_database *database = &facts.databases[0];

	all_is_well();
	strcpy(database->application_name, "walreceiver");
	strcpy(database->most_available_sync, "on");
	strcpy(database->listen_addresses, "10.0.0.1");
	CHECK(finds(SEVERITY_FAULT, "db", "application_name is \"walreceiver\"",
	    "su - omm -c \"gs_guc reload -D /data -c "
	    "\\\"application_name='n1'\\\"\""));
	CHECK(finds(SEVERITY_FAULT, "db", "most_available_sync is on",
	    "most_available_sync=off"));
	CHECK(finds(SEVERITY_WARNING, "db", "does not listen to the address",
	    "listen_addresses='*'"));
}

static void
every_node_must_be_let_in(void)
{
	struct check_database *database = &facts.databases[0];

	all_is_well();
	database->peers[1].is_trusted = false;
	database->npeers = 1;
	CHECK(
	    finds(SEVERITY_FAULT, "db", "pg_hba.conf does not let omm in from",
		"gs_guc reload -D /data -h 'host all omm 10.0.0.2/32 trust'"));
	CHECK(finds(SEVERITY_WARNING, "db", "name 1 other nodes, and the",
	    "replconninfo2="));
}

static void
what_cannot_run_is_told_with_its_reason(void)
{
	all_is_well();
	facts.databases[0].gs_ctl_runs = false;
	why_set(&facts.databases[0].gs_ctl_why, "no library");
	CHECK(finds(SEVERITY_FAULT, "db",
	    "gs_ctl does not run as omm: no "
	    "library",
	    ""));
	facts.databases[0].is_fit = false;
	why_set(&facts.databases[0].unfit, "it belongs to root");
	CHECK(finds(SEVERITY_FAULT, "db", "it belongs to root", ""));
}

static void
a_gateway_that_does_not_do_its_work_is_told(void)
{
	all_is_well();
	strcpy(facts.corosync.device, "gateway");
	facts.corosync.nnodes = 2;
	CHECK(finds(SEVERITY_FAULT, "corosync", "does not say whether",
	    "systemctl enable --now gaussha-quorumd"));
	facts.gateway.is_told = true;
	CHECK(finds(SEVERITY_FAULT, "corosync", "no gateway answers",
	    "gaussha quorum enable"));
	facts.gateway.nanswering = 1;
	strcpy(facts.gateway.relay, "does not relay");
	CHECK(finds(SEVERITY_OK, "corosync", "gateways that answer: 1", ""));
	CHECK(finds(SEVERITY_WARNING, "corosync", "does not relay; it",
	    "--relay required"));
	strcpy(facts.gateway.relay, "works");
	CHECK(finds(SEVERITY_OK, "corosync", "relays between", ""));
}

static void
before_anything_is_set_up_the_first_step_is_told(void)
{
	memset(&facts, 0, sizeof(facts));
	why_set(&facts.cluster.why, "not connected");
	why_set(&facts.keeper.why, "no keeper");
	CHECK(finds(SEVERITY_FAULT, "corosync", "no cluster here yet",
	    "pcs cluster setup"));
	CHECK(finds(SEVERITY_FAULT, "pacemaker", "not connected", "start"));
	CHECK(finds(SEVERITY_FAULT, "keeper", "no keeper", "systemctl"));
}

static void
what_the_owners_logout_would_destroy_is_told(void)
{
	all_is_well();
	facts.host.removes_ipc = KNOWN_YES;
	CHECK(
	    finds(SEVERITY_FAULT, "host", "RemoveIPC is yes", "logind.conf.d"));
	facts.host.removes_ipc = KNOWN_NOT;
	CHECK(finds(SEVERITY_WARNING, "host", "RemoveIPC is not set", ""));
	facts.databases[0].uid = 26;
	decide_check(&facts, &findings);
	CHECK(decide_check_count(&findings, SEVERITY_WARNING) == 0);
}

CHECK_MAIN(where_all_is_well_nothing_is_wrong,
    what_is_missing_is_to_be_installed,
    the_time_of_a_lease_is_told_with_its_sum,
    a_watchdog_is_told_with_its_time_and_what_is_wrong_with_it,
    a_quorum_device_needs_its_settings,
    what_the_quorum_device_objects_to_is_told,
    what_makes_two_halves_quorate_is_a_fault,
    a_network_that_can_fail_or_lie_is_told, fencing_is_missed,
    an_address_must_be_bound_to_the_primary, what_a_move_left_behind_is_told,
    a_database_must_be_a_promotable_clone_that_is_monitored,
    settings_of_the_database_are_judged, every_node_must_be_let_in,
    what_cannot_run_is_told_with_its_reason,
    a_gateway_that_does_not_do_its_work_is_told,
    before_anything_is_set_up_the_first_step_is_told,
    what_the_owners_logout_would_destroy_is_told)
