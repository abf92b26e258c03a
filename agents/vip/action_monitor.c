/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/actions.h"

#include "agents/vip/decide_health.h"
#include "agents/vip/facts.h"
#include "agents/vip/observe.h"
#include "agents/vip/target.h"
#include "ocf/agent.h"

/*
 * A probe asks what is there, not what should be: parameters that contradict
 * each other do not keep it from finding the address.
 */
enum ocf_status
action_monitor(const void *params, const struct call *call, struct why *why)
{
	enum health_verdict verdict;
	struct target target;
	struct facts facts;

	if (!target_from_params(params, &target, why) &&
	    !(call->probe && target_from_ip(params, &target, why)))
		return OCF_ERR_CONFIGURED;
	if (!observe_host(&target, call->deadline, &facts, why))
		return OCF_ERR_GENERIC;
	verdict = decide_health(&facts);
	decide_health_tell(verdict, &facts, why);
	return decide_health_status(verdict);
}
