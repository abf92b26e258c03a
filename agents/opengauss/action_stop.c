/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include "agents/opengauss/halt.h"
#include "agents/opengauss/keeper.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "ocf/log.h"

#define MEMORY_MS 1000

static void
forget(const char *resource)
{
	struct memory_file file;

	(void)memory_open(
	    resource, moment_after(moment_now(), MEMORY_MS), &file);
	file.memory.slow = 0;
	file.memory.rebuilding = false;
	file.memory.last_role = ROLE_UNKNOWN;
	memory_close(&file);
}

enum ocf_status
action_stop(const void *params, const struct call *call, struct why *why)
{
	struct observer observer;

	if (observe_open(&observer, params, call->instance, why) !=
	    OCF_SUCCESS) {
		/* What is not fit to be started may run all the same. */
		log_warning("%s", why->text);
		why_set(why, "%s", "");
		if (!observe_open_remains(&observer, params, call->instance)) {
			keeper_unregister(&observer, call->deadline);
			return OCF_SUCCESS;
		}
	}
	keeper_stand_down(&observer, call->deadline);
	if (!halt(&observer, call->deadline, why))
		return OCF_ERR_GENERIC;
	forget(call->instance);
	keeper_unregister(&observer, call->deadline);
	return OCF_SUCCESS;
}
