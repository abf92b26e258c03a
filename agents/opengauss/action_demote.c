/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include "agents/opengauss/decide_restart.h"
#include "agents/opengauss/keeper.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/relaunch.h"
#include "ocf/log.h"

#define MEMORY_MS 1000

static bool
is_demoted(const struct facts *facts)
{
	if (facts->build == BUILD_RUNNING)
		return true;
	if (facts->presence != PROCESS_RUNNING)
		return false;
	if (!facts->answers)
		return facts->failure == SESSION_STARTING &&
		       (facts->memory.last_role == ROLE_STANDBY ||
			   facts->memory.last_role == ROLE_CASCADE_STANDBY);
	return facts->server.role == ROLE_STANDBY ||
	       facts->server.role == ROLE_CASCADE_STANDBY;
}

/* Pacemaker demotes what died as a primary before it promotes it again. */
static void
count_restart(const struct observer *observer, struct facts *facts)
{
	struct moment now = moment_now();
	struct memory_file file;
	struct restart_facts restart;

	(void)memory_open(
	    observer->resource, moment_after(now, MEMORY_MS), &file);
	restart = (struct restart_facts){
		.window_s = observer->params->restart_window,
		.now_s = (unsigned)(now.ms / 1000),
		.restarts = file.memory.restarts,
		.begun_s = file.memory.restarts_begun_s,
	};
	decide_restart_count(&restart);
	file.memory.restarts = restart.restarts;
	file.memory.restarts_begun_s = restart.begun_s;
	facts->memory.restarts = restart.restarts;
	facts->memory.restarts_begun_s = restart.begun_s;
	memory_close(&file);
}

/* The dead primary is not to be waited for: the keeper lets another take over.
 */
static void
tell_sick(struct observer *observer, const struct call *call,
    struct facts *facts, const struct why *why)
{
	facts->is_sick = true;
	facts->ailment = *why;
	keeper_register(observer, KEEPER_USUAL, call->deadline, facts);
}

/*
 * There is no demotion in place.  A fast stop sends all WAL, the shutdown
 * checkpoint included, to the connected standbys, so nothing is lost and the
 * instance can follow any of them afterwards.  A dead one is only started:
 * Pacemaker demotes what died as a primary, and a standby that runs is what it
 * expects to find afterwards.
 */
enum ocf_status
action_demote(const void *params, const struct call *call, struct why *why)
{
	struct observer observer;
	struct facts facts;
	enum ocf_status status;

	status = observe_open(&observer, params, call->instance, why);
	if (status != OCF_SUCCESS)
		return status;
	/* The score goes at once: `pcs resource move` takes its constraint away
	 * as soon as the role has moved, and what then decides must not be the
	 * score of a primary that was.  So does a grant that nobody uses. */
	keeper_stand_down(&observer, call->deadline);
	observe_database(&observer, call->deadline, &facts);
	if (is_demoted(&facts)) {
		/* A build ends it yet. */
		if (facts.build != BUILD_RUNNING)
			keeper_stay(&observer, call->deadline);
	} else {
		if (facts.presence != PROCESS_RUNNING) {
			log_info("The primary is dead: it is started as a "
				 "standby");
			count_restart(&observer, &facts);
		}
		status = relaunch(&observer, call->deadline, why)
			     ? OCF_SUCCESS
			     : OCF_ERR_GENERIC;
		facts.answers = false;
		facts.memory.last_role = ROLE_STANDBY;
	}
	if (status == OCF_SUCCESS)
		keeper_register(
		    &observer, KEEPER_USUAL, call->deadline, &facts);
	else
		tell_sick(&observer, call, &facts, why);
	observe_close(&observer);
	return status;
}
