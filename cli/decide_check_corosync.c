/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/decide_check.h"

#include <string.h>

#include "cli/decide_sbd.h"
#include "cpg/lease_time.h"
#include "cpg/quorum/decide_device_votes.h"

static const char subject[] = "corosync";

#define SLOW_WAIT_S      12
#define SYNC_TIMEOUT_MAX 3000

static bool
has_device(const struct check_corosync *corosync)
{
	return corosync->device[0] != '\0';
}

static bool
has_gateway(const struct check_corosync *corosync)
{
	return strcmp(corosync->device, "gateway") == 0;
}

/* sync_timeout is the time that corosync gives a device: without one, none. */
int64_t
decide_check_corosync_lease_ms(const struct check_corosync *corosync)
{
	if (!corosync->is_known)
		return 0;
	return lease_time_ms((uint32_t)corosync->token_ms,
	    (uint32_t)corosync->consensus_ms,
	    has_device(corosync) ? (uint32_t)corosync->sync_timeout_ms : 0);
}

/* In whole seconds, as it is told. */
static long
wait_ms_of(const struct check_corosync *corosync)
{
	int64_t lease_ms = decide_check_corosync_lease_ms(corosync);

	return (long)(lease_time_wait_ms(lease_ms) + 999) / 1000 * 1000;
}

static void
check_timings(const struct check_corosync *corosync, struct findings *findings)
{
	long wait_ms = wait_ms_of(corosync);
	bool is_slow = wait_ms > SLOW_WAIT_S * 1000L;
	struct finding *finding = decide_check_add(findings,
	    is_slow ? SEVERITY_WARNING : SEVERITY_OK, subject,
	    "a silent primary is fenced %ld s after its last echo: token %ld "
	    "ms, twice consensus %ld ms, sync_timeout %ld ms, 1 s in reserve, "
	    "rounded up, and 1 s of waiting",
	    wait_ms / 1000, corosync->token_ms, corosync->consensus_ms,
	    has_device(corosync) ? corosync->sync_timeout_ms : 0);

	if (is_slow)
		decide_check_type(finding,
		    "pcs cluster config update totem token=1000 "
		    "token_coefficient=0 consensus=1200");
}

static void
check_features(const struct check_corosync *corosync, struct findings *findings)
{
	const struct {
		bool is_set;
		const char *name;
	} features[] = {
		{ corosync->two_node, "two_node" },
		{ corosync->auto_tie_breaker, "auto_tie_breaker" },
		{ corosync->last_man_standing, "last_man_standing" },
		{ corosync->allow_downscale, "allow_downscale" },
	};

	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		if (features[i].is_set)
			decide_check_type(
			    decide_check_add(findings, SEVERITY_FAULT, subject,
				"%s lets two parts of a cluster be quorate at "
				"the same time: no node that is alone is "
				"believed",
				features[i].name),
			    "in /etc/corosync/corosync.conf, quorum: remove "
			    "%s; then pcs cluster sync && pcs cluster stop "
			    "--all && pcs cluster start --all",
			    features[i].name);
}

/* votequorum's defaults are made for another device, and are wrong here. */
static void
check_device(const struct check_corosync *corosync, struct findings *findings)
{
	long votes = (long)decide_device_votes(corosync->nnodes);

	if (corosync->device_votes != votes)
		decide_check_type(
		    decide_check_add(findings,
			corosync->device_votes == 1 ? SEVERITY_WARNING
						    : SEVERITY_FAULT,
			subject,
			"the quorum device has %s of votes for %u nodes%s",
			corosync->device_votes < 0 ? "no number"
						   : "a wrong number",
			corosync->nnodes,
			corosync->device_votes < 0
			    ? ": with its default one node of four would be "
			      "quorate"
			    : ""),
		    "in /etc/corosync/corosync.conf, quorum, device: votes: "
		    "%ld; then pcs cluster sync && pcs cluster reload corosync",
		    votes);
	if (corosync->sync_timeout_ms > SYNC_TIMEOUT_MAX)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, subject,
			"the cluster stands still for up to sync_timeout = "
			"%ld ms at every change, while the quorum device "
			"thinks",
			corosync->sync_timeout_ms),
		    "in /etc/corosync/corosync.conf, quorum, device: "
		    "sync_timeout: 2000; then pcs cluster sync && pcs cluster "
		    "reload corosync");
	if (corosync->wait_for_all != KNOWN_NO)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, subject,
			"wait_for_all is not set to 0: after a full stop a "
			"healthy majority would wait for every node"),
		    "in /etc/corosync/corosync.conf, quorum: wait_for_all: 0; "
		    "then pcs cluster sync && pcs cluster reload corosync");
}

static void
check_sbd(const struct check_corosync *corosync, struct findings *findings)
{
	struct why why;

	if (decide_sbd_allows(
		corosync->sbd_watchdog_s, corosync->sync_timeout_ms, &why))
		return;
	decide_check_type(
	    decide_check_add(findings, SEVERITY_FAULT, subject, "%s", why.text),
	    "in /etc/sysconfig/sbd or /etc/default/sbd: SBD_WATCHDOG_TIMEOUT, "
	    "or in /etc/corosync/corosync.conf, quorum, device: sync_timeout: "
	    "2000; on every node, then stop and start the cluster");
}

static void
check_section(const struct check_corosync *corosync, struct findings *findings)
{
	if (corosync->objection.text[0] != '\0')
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"the quorum device casts no vote for half of the "
			"nodes: %s",
			corosync->objection.text),
		    "gaussha quorum enable --gateway ADDRESS  # on every node");
	if (corosync->hint.text[0] != '\0')
		decide_check_add(findings, SEVERITY_WARNING, subject,
		    "of the quorum device: %s", corosync->hint.text);
}

/* Of two nodes that lost each other and both see a gateway, one gives up since
 * it hears the other through it. */
static void
check_relay(const struct check_facts *facts, struct findings *findings)
{
	const char *relay = facts->gateway.relay;

	if (facts->corosync.nnodes % 2 == 1 || relay[0] == '\0' ||
	    strcmp(relay, "not tried") == 0)
		return;
	if (strcmp(relay, "works") == 0)
		decide_check_add(findings, SEVERITY_OK, subject,
		    "the gateway relays between the nodes");
	else
		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, subject,
			"the gateway as a relay between the nodes: %s; it "
			"protects less where they lose each other and both "
			"see it",
			relay),
		    "gaussha quorum enable --gateway ADDRESS --relay required "
		    "  # on every node; neither acts then");
}

static void
check_gateway(const struct check_facts *facts, struct findings *findings)
{
	const struct check_gateway *gateway = &facts->gateway;

	if (!facts->corosync.runs || !facts->cluster.is_there)
		return;
	if (!gateway->is_told)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"the quorum device (gaussha-quorumd) does not say "
			"whether the gateway answers"),
		    "systemctl enable --now gaussha-quorumd; its log: "
		    "journalctl -u gaussha-quorumd");
	else if (gateway->nanswering == 0)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"no gateway answers: a node that is left alone stops"),
		    "ping it; or on every node gaussha quorum enable "
		    "--gateway ADDRESS, with another");
	else
		decide_check_add(findings, SEVERITY_OK, subject,
		    "gateways that answer: %u", gateway->nanswering);
	check_relay(facts, findings);
}

static void
check_quorum(const struct check_facts *facts, struct findings *findings)
{
	const struct check_corosync *corosync = &facts->corosync;

	check_features(corosync, findings);
	if (has_gateway(corosync)) {
		check_device(corosync, findings);
		check_sbd(corosync, findings);
		check_section(corosync, findings);
		check_gateway(facts, findings);
	} else if (!has_device(corosync) && corosync->nnodes % 2 == 0)
		decide_check_type(
		    decide_check_add(findings,
			corosync->nnodes == 2 ? SEVERITY_FAULT
					      : SEVERITY_WARNING,
			subject,
			"%u nodes and no quorum device: half of them can do "
			"nothing when the other half is gone",
			corosync->nnodes),
		    "gaussha quorum enable --gateway ADDRESS");
}

static void
check_links(const struct check_corosync *corosync, struct findings *findings)
{
	if (corosync->nlinks < 2)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_NOTE, subject,
			"it has one link: when that network fails, so does "
			"the cluster"),
		    "pcs cluster link add NODE=ADDRESS...");
	if (!corosync->is_encrypted)
		decide_check_type(
		    decide_check_add(findings, SEVERITY_WARNING, subject,
			"it is not encrypted: who can send into its network "
			"can speak for a keeper"),
		    "pcs cluster config update crypto cipher=aes256 "
		    "hash=sha256");
}

void
decide_check_corosync(
    const struct check_facts *facts, struct findings *findings)
{
	const struct check_corosync *corosync = &facts->corosync;

	if (!corosync->is_known) {
		decide_check_type(
		    decide_check_add(findings, SEVERITY_FAULT, subject,
			"there is no cluster here yet, or "
			"/etc/corosync/corosync.conf cannot be read"),
		    "pcs cluster setup NAME NODE...");
		return;
	}
	if (!corosync->runs)
		decide_check_type(decide_check_add(findings, SEVERITY_FAULT,
				      subject, "it does not run here"),
		    "pcs cluster start");
	check_timings(corosync, findings);
	check_quorum(facts, findings);
	check_links(corosync, findings);
}
