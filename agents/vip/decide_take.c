/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/decide_take.h"

#include <string.h>

#include "agents/vip/decide_health.h"
#include "agents/vip/decide_place.h"
#include "agents/vip/facts.h"
#include "ocf/why.h"

static bool
label_is_too_long(const struct target *target, const struct link *link)
{
	return target->iflabel[0] != '\0' &&
	       strlen(link->name) + 1 + strlen(target->iflabel) >= NIC_NAME_MAX;
}

/* What the network says.  Only the absence of an answer lets us go on. */
static enum take_verdict
judge_probe(const struct facts *facts, const struct link *link)
{
	if (!facts->wants_probe || !link->resolves)
		return TAKE_IT;
	switch (facts->probe) {
	case PROBE_NOT_ASKED:
		return TAKE_PROBE_FIRST;
	case PROBE_ANSWERED:
		return TAKE_CONFLICT;
	case PROBE_SILENT:
		return TAKE_IT;
	}
	return TAKE_CONFLICT;
}

static enum take_verdict
judge_link(const struct facts *facts, const struct link *link)
{
	if (label_is_too_long(&facts->target, link))
		return TAKE_LABEL_TOO_LONG;
	if (!link->up)
		return TAKE_LINK_DOWN;
	if (!link->running)
		return TAKE_NO_CARRIER;
	return judge_probe(facts, link);
}

enum take_verdict
decide_take(const struct facts *facts)
{
	struct place place;

	if (facts->nholders > 0)
		return decide_health(facts) == HEALTH_GOOD ? TAKE_ALREADY_HELD
							   : TAKE_HELD_WRONGLY;
	switch (decide_place(facts, &place)) {
	case PLACE_NO_SUCH_NIC:
		return TAKE_NO_SUCH_NIC;
	case PLACE_NO_NETWORK:
		return TAKE_NO_NETWORK;
	case PLACE_NO_PREFIX:
		return TAKE_NO_PREFIX;
	case PLACE_FOUND:
		break;
	}
	return judge_link(facts, place.link);
}

/*
 * What only an administrator of this host can mend is a hard error, so that
 * the cluster goes elsewhere at once; what may be over in a moment is a soft
 * one.
 */
enum ocf_status
decide_take_status(enum take_verdict verdict)
{
	switch (verdict) {
	case TAKE_ALREADY_HELD:
	case TAKE_PROBE_FIRST:
	case TAKE_IT:
		return OCF_SUCCESS;
	case TAKE_NO_SUCH_NIC:
	case TAKE_NO_NETWORK:
	case TAKE_NO_PREFIX:
	case TAKE_LABEL_TOO_LONG:
		return OCF_ERR_ARGS;
	case TAKE_HELD_WRONGLY:
	case TAKE_LINK_DOWN:
	case TAKE_NO_CARRIER:
	case TAKE_CONFLICT:
		return OCF_ERR_GENERIC;
	}
	return OCF_ERR_GENERIC;
}

static void
tell_conflict(const struct facts *facts, const char *nic, struct why *ret_why)
{
	if (facts->prober_nic[0] != '\0')
		why_set(ret_why,
		    "%s is in use: %s answers for it on %s, and that is this "
		    "host's own interface %s",
		    facts->target.text, facts->prober_mac, nic,
		    facts->prober_nic);
	else if (facts->prober_node[0] != '\0')
		why_set(ret_why,
		    "%s is in use: %s has it, which nobody gave it, and does "
		    "not let go; %s",
		    facts->target.text, facts->prober_node,
		    facts->fencing.text);
	else
		why_set(ret_why,
		    "%s is in use by another machine: %s answers for it on %s",
		    facts->target.text, facts->prober_mac, nic);
}

void
decide_take_tell(
    enum take_verdict verdict, const struct facts *facts, struct why *ret_why)
{
	const char *address = facts->target.text;
	struct place place;
	enum place_verdict where = decide_place(facts, &place);
	const char *nic = place.link == NULL ? "" : place.link->name;

	switch (verdict) {
	case TAKE_ALREADY_HELD:
	case TAKE_HELD_WRONGLY:
		decide_health_tell(decide_health(facts), facts, ret_why);
		return;
	case TAKE_NO_SUCH_NIC:
	case TAKE_NO_NETWORK:
	case TAKE_NO_PREFIX:
		decide_place_tell(where, facts, ret_why);
		return;
	case TAKE_LABEL_TOO_LONG:
		why_set(ret_why, "the label %s:%s has more than 15 characters",
		    nic, facts->target.iflabel);
		return;
	case TAKE_LINK_DOWN:
		why_set(
		    ret_why, "%s cannot be taken: %s is down", address, nic);
		return;
	case TAKE_NO_CARRIER:
		why_set(ret_why, "%s cannot be taken: %s has no carrier",
		    address, nic);
		return;
	case TAKE_PROBE_FIRST:
		why_set(
		    ret_why, "whether %s is in use is not known yet", address);
		return;
	case TAKE_CONFLICT:
		tell_conflict(facts, nic, ret_why);
		return;
	case TAKE_IT:
		why_set(ret_why, "%s may be taken on %s", address, nic);
		return;
	}
}
