/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/actions.h"

#include "agents/vip/decide_place.h"
#include "agents/vip/decide_take.h"
#include "agents/vip/facts.h"
#include "agents/vip/observe.h"
#include "agents/vip/target.h"
#include "ocf/agent.h"

#define LEVEL_HOST 10 /* below it, no look at the host is allowed */

/* What start would say of this host, but for what may change by then. */
enum ocf_status
action_validate_all(
    const void *params, const struct call *call, struct why *why)
{
	enum place_verdict verdict;
	struct target target;
	struct facts facts;
	struct place place;

	if (!target_from_params(params, &target, why))
		return OCF_ERR_CONFIGURED;
	if (call->check_level < LEVEL_HOST)
		return OCF_SUCCESS;
	if (!observe_host(&target, call->deadline, &facts, why))
		return OCF_ERR_GENERIC;
	verdict = decide_place(&facts, &place);
	decide_place_tell(verdict, &facts, why);
	if (verdict != PLACE_FOUND)
		return OCF_ERR_ARGS;
	if (decide_take(&facts) != TAKE_LABEL_TOO_LONG)
		return OCF_SUCCESS;
	decide_take_tell(TAKE_LABEL_TOO_LONG, &facts, why);
	return decide_take_status(TAKE_LABEL_TOO_LONG);
}
