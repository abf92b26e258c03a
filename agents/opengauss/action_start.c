/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include "agents/opengauss/halt.h"
#include "agents/opengauss/launch.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/rebuild.h"
#include "agents/opengauss/watch.h"
#include "ocf/log.h"

#define MEMORY_MS 1000

static bool
is_up(const struct facts *facts)
{
	if (facts->presence != PROCESS_RUNNING)
		return false;
	if (!facts->answers)
		return facts->failure == SESSION_STARTING;
	return facts->server.role == ROLE_STANDBY ||
	       facts->server.role == ROLE_CASCADE_STANDBY;
}

static void
remember_rebuild(const struct observer *observer, bool rebuilding)
{
	struct memory_file file;

	(void)memory_open(
	    observer->resource, moment_after(moment_now(), MEMORY_MS), &file);
	file.memory.rebuilding = rebuilding;
	if (!rebuilding)
		file.memory.builds = 0;
	memory_close(&file);
}

/*
 * A build takes as long as it takes.  The monitor follows it, or waits for a
 * primary to build from, so that neither holds up the start of the others.
 */
static enum ocf_status
start_half_built(struct observer *observer, struct facts *facts,
    struct moment deadline, struct why *why)
{
	enum rebuild verdict = rebuild(observer, facts, deadline, why);

	if (why->text[0] != '\0')
		return OCF_ERR_GENERIC;
	if (verdict == REBUILD_FORBIDDEN || verdict == REBUILD_GIVEN_UP) {
		/* Whoever has it started after this has looked at it. */
		remember_rebuild(observer, false);
		why_set(why, "a build was begun in %s and never finished; %s",
		    observer->instance.datadir, decide_rebuild_text(verdict));
		return OCF_ERR_GENERIC;
	}
	remember_rebuild(observer, true);
	log_info("The data directory is half built: %s",
	    decide_rebuild_text(verdict));
	return OCF_SUCCESS;
}

static enum ocf_status
start(struct observer *observer, struct moment deadline, struct why *why)
{
	struct facts facts;

	observe_database(observer, deadline, &facts);
	if (is_up(&facts))
		return OCF_SUCCESS;
	if (facts.presence == PROCESS_ABSENT && facts.build == BUILD_RUNNING) {
		remember_rebuild(observer, true);
		return OCF_SUCCESS;
	}
	/* Hung, in another role, or what a dead one left behind. */
	if (facts.presence != PROCESS_ABSENT && !halt(observer, deadline, why))
		return OCF_ERR_GENERIC;
	facts.presence = PROCESS_ABSENT;
	if (facts.half_built)
		return start_half_built(observer, &facts, deadline, why);
	return launch(observer, LAUNCH_UP, deadline, why) ? OCF_SUCCESS
							  : OCF_ERR_GENERIC;
}

enum ocf_status
action_start(const void *params, const struct call *call, struct why *why)
{
	struct observer observer;
	enum ocf_status status;

	status = observe_open(&observer, params, call->instance, why);
	if (status != OCF_SUCCESS)
		return status;
	watch_end(call->instance);
	status = start(&observer, call->deadline, why);
	/* It tells the attributes as well, while Pacemaker goes on. */
	if (status == OCF_SUCCESS)
		watch_ensure(call->instance);
	observe_close(&observer);
	return status;
}
