/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/actions.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agents/vip/announce.h"
#include "agents/vip/conflict.h"
#include "agents/vip/decide_health.h"
#include "agents/vip/decide_place.h"
#include "agents/vip/decide_take.h"
#include "agents/vip/facts.h"
#include "agents/vip/farewell.h"
#include "agents/vip/netlink.h"
#include "agents/vip/nlmsg.h"
#include "agents/vip/observe.h"
#include "agents/vip/params.h"
#include "agents/vip/proof.h"
#include "ocf/agent.h"
#include "ocf/log.h"
#include "ocf/pacemaker.h"
#include "ocf/tombstone.h"

/* Between two rounds of probes while another machine still answers. */
#define AGAIN_MS 200
/* To end a process that answers latecomers: it is killed, and need not agree.
 */
#define FAREWELL_MS 300

static const struct link *
link_of(const struct facts *facts)
{
	struct place place;

	return decide_place(facts, &place) == PLACE_FOUND ? place.link : NULL;
}

/* When the last round of probes must begin to be heard out in time. */
static struct moment
end_of_patience(const struct vip_params *params, const struct call *call)
{
	int64_t round_ms =
	    AGAIN_MS + (int64_t)params->probe_tries * params->probe_wait_ms;

	return moment_earlier(moment_after(call->deadline, -round_ms),
	    moment_after(
		moment_now(), (int64_t)params->probe_patience_s * 1000));
}

/*
 * At a failover the old holder may be a moment behind: while another machine
 * answers, the question is put again, up to the patience's end.  A member that
 * has it by mistake is made to let go.
 */
static bool
ask_the_network(struct facts *facts, const struct vip_params *params,
    const struct call *call, struct why *why)
{
	struct moment end = end_of_patience(params, call);

	for (;;) {
		if (!conflict_ask(
			facts, link_of(facts), params, call->deadline, why))
			return false;
		if (facts->probe == PROBE_SILENT ||
		    moment_left_ms(end, moment_now()) == 0)
			return true;
		proof_contest(facts->target.text, params->database,
		    call->deadline, facts->prober_node);
		(void)poll(NULL, 0, AGAIN_MS);
	}
}

/*
 * A member that says itself that it has the address and cannot let go is fenced
 * through Pacemaker; a stranger never is.  Then the network is asked again, for
 * as long as before: a node that said its last word is not yet down.
 */
static bool
fence_the_holder(struct facts *facts, const struct vip_params *params,
    const struct call *call, struct why *why)
{
	int64_t round_ms = (int64_t)params->probe_tries * params->probe_wait_ms;
	struct moment end = moment_after(call->deadline, -round_ms - AGAIN_MS);

	log_error("%s is on %s, which nobody gave it and which does not let "
		  "go: Pacemaker is asked to fence that node",
	    facts->target.text, facts->prober_node);
	if (!pacemaker_fence(facts->prober_node, end, &facts->fencing)) {
		why_prefix(&facts->fencing, "its fencing was asked for");
		return true;
	}
	why_set(&facts->fencing, "it was fenced for that");
	return ask_the_network(facts, params, call, why);
}

/* From here on a reset in the address's name would hit its own clients. */
static void
end_farewell(const struct target *target, struct moment deadline)
{
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), FAREWELL_MS));

	if (!farewell_end(&target->ip, until))
		log_warning("What this host tells clients who come for %s "
			    "while it is away ends only now that it is here",
		    target->text);
}

static int
add(const struct facts *facts, struct moment deadline, struct why *why)
{
	const struct target *target = &facts->target;
	char label[NIC_NAME_MAX * 2];
	struct nlmsg_socket netlink;
	struct place place;
	int result;

	(void)decide_place(facts, &place);
	snprintf(
	    label, sizeof(label), "%s:%s", place.link->name, target->iflabel);
	if (!netlink_open(&netlink, deadline, why))
		return -EIO;
	result = netlink_add_address(&netlink, place.link->index, &target->ip,
	    place.prefix, target->iflabel[0] == '\0' ? NULL : label);
	nlmsg_close(&netlink);
	if (result == 0)
		log_info("%s/%u is on %s now", target->text, place.prefix,
		    place.link->name);
	else
		why_set(why, "%s/%u cannot be put on %s: %s", target->text,
		    place.prefix, place.link->name, strerror(-result));
	return result;
}

/* The service is up without it; the neighbours only learn of it later. */
static void
announce(const struct facts *facts, const struct vip_params *params)
{
	const struct link *link = link_of(facts);
	const struct ip *ip = &facts->target.ip;
	struct why why = { "" };

	if (params->announcements == 0 || link == NULL)
		return;
	if (!announce_once(link, ip, &why) ||
	    !announce_repeatedly(link, ip, params->announcements - 1,
		params->announce_interval_ms, &why))
		log_warning("%s is not announced on %s: %s", facts->target.text,
		    link->name, why.text);
}

/* Believes only what the kernel shows afterwards. */
static enum ocf_status
look_again(const struct target *target, struct moment deadline, struct why *why)
{
	struct facts facts;
	enum health_verdict health;

	if (!observe_host(target, deadline, &facts, why))
		return OCF_ERR_GENERIC;
	health = decide_health(&facts);
	decide_health_tell(health, &facts, why);
	return health == HEALTH_GOOD ? OCF_SUCCESS : OCF_ERR_GENERIC;
}

static enum ocf_status
take(const struct facts *facts, const struct vip_params *params,
    const struct call *call, struct why *why)
{
	int result;

	end_farewell(&facts->target, call->deadline);
	result = add(facts, call->deadline, why);
	if (result != 0 && result != -EEXIST)
		return OCF_ERR_GENERIC;
	announce(facts, params);
	return look_again(&facts->target, call->deadline, why);
}

/* Asked again after each wait: what was promised before may be over. */
static bool
may_have(const struct target *target, const struct vip_params *params,
    const struct call *call, struct why *why)
{
	return !tombstone_forbids(why) &&
	       proof_take(target->text, params->database, call->deadline, why);
}

enum ocf_status
action_start(const void *params_any, const struct call *call, struct why *why)
{
	const struct vip_params *params = params_any;
	enum take_verdict verdict;
	struct target target;
	struct facts facts;

	if (!target_from_params(params, &target, why))
		return OCF_ERR_ARGS;
	if (geteuid() != 0) {
		why_set(
		    why, "only root can put %s on an interface", target.text);
		return OCF_ERR_PERM;
	}
	if (!may_have(&target, params, call, why) ||
	    !observe_host(&target, call->deadline, &facts, why))
		return OCF_ERR_GENERIC;
	facts.wants_probe = params->probe_tries > 0;
	verdict = decide_take(&facts);
	if (verdict == TAKE_PROBE_FIRST) {
		if (!ask_the_network(&facts, params, call, why) ||
		    !may_have(&target, params, call, why))
			return OCF_ERR_GENERIC;
		if (facts.probe == PROBE_ANSWERED &&
		    facts.prober_node[0] != '\0' &&
		    (!fence_the_holder(&facts, params, call, why) ||
			!may_have(&target, params, call, why)))
			return OCF_ERR_GENERIC;
		verdict = decide_take(&facts);
	}
	decide_take_tell(verdict, &facts, why);
	if (verdict == TAKE_ALREADY_HELD)
		announce(&facts, params);
	if (verdict != TAKE_IT)
		return decide_take_status(verdict);
	return take(&facts, params, call, why);
}
