/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_check.h"

#include "cpg/lease_time.h"

static void
check_soft(const struct cib_database *of, struct findings *findings)
{
	struct finding *finding = decide_check_add(findings,
	    of->may_stand_alone ? SEVERITY_WARNING : SEVERITY_NOTE, of->name,
	    "lease=soft: a primary whose keeper hangs is ended by nobody, "
	    "and%s what is read there may be old, until its node is fenced",
	    of->may_stand_alone
		? ", with sync_least=0, may acknowledge commits alone;"
		: "");

	decide_check_type(finding,
	    "pcs resource update %s lease=watchdog   # where the nodes have "
	    "one",
	    of->name);
}

static void
type_choice(struct finding *finding, const struct cib_database *of)
{
	decide_check_type(finding,
	    "modprobe softdog && echo softdog "
	    ">/etc/modules-load.d/softdog.conf   # where the hardware has "
	    "none; or another device: pcs resource update %s "
	    "watchdog_device=...; or none: lease=soft",
	    of->name);
}

static void
check_device(const struct cib_database *of,
    const struct check_watchdog *watchdog, int64_t lease_ms,
    struct findings *findings)
{
	unsigned timeout_s = lease_time_watchdog_s(lease_ms);

	decide_check_add(findings, SEVERITY_OK, of->name,
	    "the watchdog %s%s%s%s resets this node when its keeper is silent "
	    "for %u s: the lease, %.1f s, less the 1.4 s by which echoes may "
	    "be late, in whole seconds",
	    of->watchdog_device, watchdog->identity[0] == '\0' ? "" : " (",
	    watchdog->identity, watchdog->identity[0] == '\0' ? "" : ")",
	    timeout_s, (double)lease_ms / 1000);
	if (watchdog->is_nowayout)
		decide_check_add(findings, SEVERITY_NOTE, of->name,
		    "the kernel never stops this watchdog (nowayout): once it "
		    "was opened, a keeper that is away for %u s costs the "
		    "node, a standby's too",
		    timeout_s);
}

void
decide_check_watchdog(const struct check_facts *facts, unsigned which,
    int64_t lease_ms, struct findings *findings)
{
	const struct cib_database *of = &facts->cluster.cib.databases[which];
	const struct check_watchdog *watchdog =
	    &facts->databases[which].watchdog;

	if (of->is_soft)
		check_soft(of, findings);
	else if (watchdog->objection.text[0] != '\0')
		type_choice(decide_check_add(findings, SEVERITY_FAULT, of->name,
				"%s: this node is not promoted",
				watchdog->objection.text),
		    of);
	else if (!watchdog->is_there)
		type_choice(
		    decide_check_add(findings, SEVERITY_FAULT, of->name,
			"there is no watchdog %s, and lease=soft was not "
			"chosen: this node is not promoted",
			of->watchdog_device),
		    of);
	else if (lease_ms == 0)
		return;
	else if (lease_time_watchdog_s(lease_ms) == 0)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, of->name,
			"a lease of %.1f s is too short for a watchdog: no "
			"node is promoted",
			(double)lease_ms / 1000),
		    "pcs cluster config update totem token=1000 "
		    "token_coefficient=0 consensus=1200");
	else
		check_device(of, watchdog, lease_ms, findings);
}
