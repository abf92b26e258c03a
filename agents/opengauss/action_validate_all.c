/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"

/* Below it the host must not be looked at: it may not be the one that runs. */
#define LEVEL_HOST 10

enum ocf_status
action_validate_all(
    const void *params, const struct call *call, struct why *why)
{
	struct observer observer;

	if (!params_fit(params, why) || !params_metadatabase_fits(params, why))
		return OCF_ERR_CONFIGURED;
	if (call->check_level < LEVEL_HOST)
		return OCF_SUCCESS;
	return observe_open(&observer, params, call->instance, why);
}
