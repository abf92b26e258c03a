/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include "agents/opengauss/halt.h"
#include "agents/opengauss/keeper.h"
#include "agents/opengauss/launch.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/place_of.h"
#include "agents/opengauss/rebuild.h"
#include "ocf/log.h"
#include "ocf/tombstone.h"

#define MEMORY_MS 1000

static bool
is_up(const struct facts *facts, enum role wanted)
{
	if (facts->presence != PROCESS_RUNNING)
		return false;
	if (!facts->answers)
		return facts->failure == SESSION_STARTING;
	return facts->server.role == wanted;
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
	enum rebuild verdict;
	struct why words;

	keeper_register(observer, KEEPER_FORGOTTEN, deadline, facts);
	verdict = rebuild(observer, facts, deadline, why);
	decide_rebuild_why(facts, verdict, &words);
	if (why->text[0] != '\0')
		return OCF_ERR_GENERIC;
	if (verdict == REBUILD_FORBIDDEN || verdict == REBUILD_GIVEN_UP) {
		/* Whoever has it started after this has looked at it. */
		remember_rebuild(observer, false);
		why_set(why, "a build was begun in %s and never finished; %s",
		    observer->instance.datadir, words.text);
		return OCF_ERR_GENERIC;
	}
	remember_rebuild(observer, true);
	log_info("The data directory is half built: %s", words.text);
	return OCF_SUCCESS;
}

static enum ocf_status
start(struct observer *observer, struct moment deadline, struct facts *facts,
    struct why *why)
{
	enum role wanted = place_of_role(observer, deadline);

	observe_database(observer, deadline, facts);
	if (is_up(facts, wanted))
		return OCF_SUCCESS;
	if (facts->presence == PROCESS_ABSENT &&
	    facts->build == BUILD_RUNNING) {
		remember_rebuild(observer, true);
		return OCF_SUCCESS;
	}
	/* Hung, in another role, or what a dead one left behind. */
	if (facts->presence != PROCESS_ABSENT) {
		keeper_stand_down(observer, deadline);
		if (!halt(observer, deadline, why))
			return OCF_ERR_GENERIC;
	}
	facts->presence = PROCESS_ABSENT;
	if (facts->half_built)
		return start_half_built(observer, facts, deadline, why);
	if (!launch(observer, LAUNCH_UP, deadline, why))
		return OCF_ERR_GENERIC;
	facts->memory.last_role = wanted;
	return OCF_SUCCESS;
}

/* The others do not wait for one that cannot be started. */
static void
tell_sick(const struct observer *observer, struct moment deadline,
    struct facts *facts, const struct why *why)
{
	facts->is_sick = true;
	facts->ailment = *why;
	keeper_register(observer, KEEPER_USUAL, deadline, facts);
}

enum ocf_status
action_start(const void *params, const struct call *call, struct why *why)
{
	struct observer observer;
	struct facts facts;
	enum ocf_status status;

	/* Of this node only: OCF_ERR_CONFIGURED would end the others, too. */
	if (!params_fit(params, why))
		return OCF_ERR_ARGS;
	if (tombstone_forbids(why))
		return OCF_ERR_GENERIC;
	status = observe_open(&observer, params, call->instance, why);
	if (status != OCF_SUCCESS)
		return status;
	/* The keeper says at once that it is not to be promoted yet. */
	observe_process(&observer, &facts);
	if (facts.presence == PROCESS_ABSENT)
		keeper_register(
		    &observer, KEEPER_FORGOTTEN, call->deadline, &facts);
	status = start(&observer, call->deadline, &facts, why);
	if (status != OCF_SUCCESS)
		tell_sick(&observer, call->deadline, &facts, why);
	if (status == OCF_SUCCESS) {
		keeper_register(
		    &observer, KEEPER_FORGOTTEN, call->deadline, &facts);
		if (facts.keeper_word.text[0] != '\0')
			log_warning(
			    "It is started, but: %s", facts.keeper_word.text);
	}
	observe_close(&observer);
	return status;
}
