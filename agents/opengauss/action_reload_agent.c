/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include "agents/opengauss/keeper.h"
#include "agents/opengauss/observe.h"
#include "ocf/log.h"

/* The keeper hears the new values; no file holds any that is reloadable. */
enum ocf_status
action_reload_agent(
    const void *params, const struct call *call, struct why *why)
{
	struct observer observer;
	struct facts facts;
	enum ocf_status status;

	status = observe_open(&observer, params, call->instance, why);
	if (status != OCF_SUCCESS)
		return status;
	keeper_reload(&observer, call->deadline);
	observe_database(&observer, call->deadline, &facts);
	keeper_register(&observer, KEEPER_RELOAD, call->deadline, &facts);
	/* The next monitor tells it again, and says so. */
	if (facts.keeper_word.text[0] != '\0')
		log_warning("The new values: %s", facts.keeper_word.text);
	observe_close(&observer);
	return OCF_SUCCESS;
}
