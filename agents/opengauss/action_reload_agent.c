/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include <string.h>

#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/watch.h"
#include "gauss/conf_file.h"
#include "gauss/session.h"

/* An instance that is down has them written when it is started. */
static bool
set_names(struct observer *observer, struct moment deadline, struct why *why)
{
	char value[CONF_VALUE_MAX];
	const char *names;

	if (observer->session == NULL ||
	    !params_names(observer->params, &names))
		return true;
	if (session_setting(observer->session, deadline,
		"synchronous_standby_names", value, sizeof(value), why) &&
	    strcmp(value, names) == 0)
		return true;
	return session_alter_system(observer->session, deadline,
	    "synchronous_standby_names", names, why);
}

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
	observe_database(&observer, call->deadline, &facts);
	if (!set_names(&observer, call->deadline, why))
		status = OCF_ERR_GENERIC;
	/* The watcher judges by the parameters, too. */
	if (facts.presence == PROCESS_RUNNING)
		watch_renew(call->instance);
	observe_close(&observer);
	return status;
}
