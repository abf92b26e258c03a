/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Up to this id users are the system's own, and systemd keeps their IPC. */
#define SYSTEM_UID_MAX 999

struct finding *
decide_check_add(struct findings *findings, enum severity severity,
    const char *subject, const char *format, ...)
{
	struct finding *finding = &findings->list[findings->n];
	va_list ap;

	if (findings->n == FINDINGS_MAX)
		return NULL;
	findings->n++;
	memset(finding, 0, sizeof(*finding));
	finding->severity = severity;
	snprintf(finding->subject, sizeof(finding->subject), "%s", subject);
	va_start(ap, format);
	vsnprintf(finding->what.text, sizeof(finding->what.text), format, ap);
	va_end(ap);
	return finding;
}

void
decide_check_type(struct finding *finding, const char *format, ...)
{
	va_list ap;

	if (finding == NULL)
		return;
	va_start(ap, format);
	vsnprintf(finding->remedy, sizeof(finding->remedy), format, ap);
	va_end(ap);
}

unsigned
decide_check_count(const struct findings *findings, enum severity severity)
{
	unsigned n = 0;

	for (unsigned i = 0; i < findings->n; i++)
		n += findings->list[i].severity == severity;
	return n;
}

static const char *
installer(const struct check_facts *facts)
{
	return facts->host.is_debian ? "apt" : "dnf";
}

static void
check_programs(const struct check_facts *facts, struct findings *findings)
{
	static const struct {
		const char *name, *package, *debian;
	} programs[PROGRAMS_COUNT] = {
		[PROGRAM_COROSYNC] = { "corosync", "corosync", "corosync" },
		[PROGRAM_PACEMAKER] = { "pacemakerd", "pacemaker",
		    "pacemaker" },
		[PROGRAM_CIBADMIN] = { "cibadmin", "pacemaker",
		    "pacemaker-cli-utils" },
		[PROGRAM_PCS] = { "pcs", "pcs", "pcs" },
		[PROGRAM_KEEPER] = { "gausshad", "gaussha", "gaussha" },
	};

	for (unsigned i = 0; i < PROGRAMS_COUNT; i++) {
		const struct check_version *version = &facts->host.programs[i];

		if (version->is_there)
			decide_check_add(findings, SEVERITY_OK, "programs",
			    "%s %s", programs[i].name, version->version);
		else
			decide_check_type(decide_check_add(findings,
					      SEVERITY_FAULT, "programs",
					      "%s is not installed, or not in "
					      "the path",
					      programs[i].name),
			    "%s install %s", installer(facts),
			    facts->host.is_debian ? programs[i].debian
						  : programs[i].package);
	}
}

static bool
has_people_as_owner(const struct check_facts *facts)
{
	for (unsigned i = 0; i < facts->cluster.cib.ndatabases; i++)
		if (facts->databases[i].uid > SYSTEM_UID_MAX)
			return true;
	return false;
}

static void
check_ipc(const struct check_facts *facts, struct findings *findings)
{
	if (facts->host.removes_ipc == KNOWN_NO || !has_people_as_owner(facts))
		return;
	decide_check_type(
	    decide_check_add(findings,
		facts->host.removes_ipc == KNOWN_YES ? SEVERITY_FAULT
						     : SEVERITY_WARNING,
		"host",
		"RemoveIPC is %s: when the database's owner logs out, systemd "
		"may remove the semaphores of a database that runs, and it "
		"crashes",
		facts->host.removes_ipc == KNOWN_YES ? "yes" : "not set"),
	    "mkdir -p /etc/systemd/logind.conf.d && printf "
	    "'[Login]\\nRemoveIPC=no\\n' "
	    ">/etc/systemd/logind.conf.d/gaussha.conf && systemctl restart "
	    "systemd-logind");
}

static void
check_host(const struct check_facts *facts, struct findings *findings)
{
	check_ipc(facts, findings);
	if (facts->host.clock_is_synchronised == KNOWN_NO)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, "host",
			"nobody sets this host's clock: histories and logs of "
			"the nodes cannot be compared"),
		    facts->host.is_debian
			? "apt install chrony"
			: "dnf install chrony && systemctl enable --now "
			  "chronyd");
	/* Later each database says whether it needs one. */
	if (facts->cluster.cib.ndatabases > 0)
		return;
	if (facts->host.has_watchdog)
		decide_check_add(findings, SEVERITY_OK, "host",
		    "there is a watchdog: %s", facts->host.watchdog);
	else
		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, "host",
			"there is no watchdog: a node without one is promoted "
			"only if lease=soft is chosen, and then nothing resets "
			"it when its keeper hangs"),
		    "modprobe softdog && echo softdog "
		    ">/etc/modules-load.d/softdog.conf   # where the hardware "
		    "has none");
}

static void
check_keeper(const struct check_facts *facts, struct findings *findings)
{
	if (!facts->keeper.answers) {
		decide_check_type(decide_check_add(findings, SEVERITY_FAULT,
				      "keeper", "%s", facts->keeper.why.text),
		    "systemctl enable --now gausshad");
		return;
	}
	decide_check_add(findings, SEVERITY_OK, "keeper", "it answers");
	if (facts->keeper.not_exclusive[0] != '\0')
		decide_check_add(findings, SEVERITY_FAULT, "keeper",
		    "two parts of the cluster could be quorate at the same "
		    "time: %s",
		    facts->keeper.not_exclusive);
	if (facts->keeper.untold[0] != '\0')
		decide_check_add(findings, SEVERITY_WARNING,
		    facts->keeper.untold,
		    "the metadatabase is told nothing by this node, %ld events "
		    "wait: %s",
		    facts->keeper.backlog, facts->keeper.trouble);
}

void
decide_check(const struct check_facts *facts, struct findings *ret_findings)
{
	ret_findings->n = 0;
	check_programs(facts, ret_findings);
	check_host(facts, ret_findings);
	decide_check_corosync(facts, ret_findings);
	decide_check_cluster(facts, ret_findings);
	check_keeper(facts, ret_findings);
	for (unsigned i = 0; i < facts->cluster.cib.ndatabases; i++)
		decide_check_database(facts, i, ret_findings);
	for (unsigned i = 0; i < facts->cluster.cib.ndatabases; i++)
		decide_check_watchdog(facts, i,
		    decide_check_corosync_lease_ms(&facts->corosync),
		    ret_findings);
}

const char *
decide_check_severity(enum severity severity)
{
	switch (severity) {
	case SEVERITY_OK:
		return "ok";
	case SEVERITY_NOTE:
		return "note";
	case SEVERITY_WARNING:
		return "warning";
	case SEVERITY_FAULT:
		return "fault";
	}
	return "unknown";
}
