/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include <poll.h>

#include "agents/opengauss/decide_monitor.h"
#include "agents/opengauss/decide_sick.h"
#include "agents/opengauss/disk.h"
#include "agents/opengauss/keeper.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/place_of.h"
#include "agents/opengauss/rebuild.h"
#include "agents/opengauss/relaunch.h"
#include "agents/opengauss/server_log.h"
#include "ocf/log.h"

/* What a server takes at most from its first process to its socket. */
#define LISTENS_MS 2000
#define LOOK_MS    10

/* A demotion ends when the standby has a process, which then begins to listen.
 */
static void
observe_until_it_listens(
    struct observer *observer, const struct call *call, struct facts *facts)
{
	struct moment until = moment_earlier(
	    call->deadline, moment_after(call->begun, LISTENS_MS));

	for (;;) {
		observe_database(observer, call->deadline, facts);
		if (facts->presence != PROCESS_RUNNING || facts->answers ||
		    facts->failure != SESSION_REFUSED ||
		    moment_left_ms(until, moment_now()) == 0)
			return;
		(void)poll(NULL, 0, LOOK_MS);
	}
}

/* The state of affairs says more than "must be rebuilt" alone. */
static void
heal(struct observer *observer, const struct call *call, struct facts *facts,
    struct health *health, struct why *why)
{
	struct why mishap = { "" };
	struct why words;
	enum rebuild verdict;

	verdict = rebuild(observer, facts, call->deadline, &mishap);
	if (verdict == REBUILD_NOT_NEEDED)
		return;
	if (mishap.text[0] != '\0')
		log_warning("%s", mishap.text);
	*health =
	    decide_monitor(facts, false, observer->params->degraded_tries, why);
	if (health->status != OCF_DEGRADED || verdict <= REBUILD_DONE)
		return;
	decide_rebuild_why(facts, verdict, &words);
	why_set(why, "%.250s%s%.250s", words.text,
	    mishap.text[0] != '\0' ? ": " : "", mishap.text);
}

/* An administrator wants it so: a success, unless it fails. */
static void
place(struct observer *observer, const struct call *call, struct facts *facts,
    struct health *health, struct why *why)
{
	const char *was = role_text(facts->server.role);
	const char *wanted = role_text(facts->wanted);
	struct why mishap = { "" };

	log_info("It runs as %s, and is started again as %s", was, wanted);
	keeper_stand_down(observer, call->deadline);
	facts->answers = false;
	if (relaunch(observer, call->deadline, &mishap)) {
		keeper_register(observer, KEEPER_USUAL, call->deadline, facts);
		return;
	}
	*health = (struct health){ .status = OCF_ERR_GENERIC };
	why_set(why, "it ran as %s, and was not started again as %s: %.400s",
	    was, wanted, mishap.text);
}

/* The log is read only where its disk is known to answer. */
static void
look_for_memory_errors(const struct observer *observer, struct facts *facts)
{
	if (observer->params->uce_detection &&
	    facts->presence == PROCESS_RUNNING &&
	    facts->disk.trouble == DISK_SOUND)
		(void)server_log_memory_error(&observer->instance,
		    facts->memory_error, sizeof(facts->memory_error));
}

/* A probe asks what runs, and no more. */
static void
examine(const struct observer *observer, const struct call *call,
    struct facts *facts)
{
	if (call->probe)
		return;
	facts->wanted = place_of_role(observer, call->deadline);
	disk_look(observer, call->deadline, &facts->disk);
	look_for_memory_errors(observer, facts);
	facts->is_sick = decide_sick(
	    facts, observer->params->degraded_tries, &facts->ailment);
}

static enum ocf_status
monitor(struct observer *observer, const struct call *call, struct why *why)
{
	struct facts facts;
	struct health health;

	observe_until_it_listens(observer, call, &facts);
	examine(observer, call, &facts);
	/* What a probe finds down is nothing to be kept. */
	if (!call->probe || facts.presence == PROCESS_RUNNING)
		keeper_register(observer,
		    call->probe ? KEEPER_FORGOTTEN : KEEPER_USUAL,
		    call->deadline, &facts);
	health = decide_monitor(
	    &facts, call->probe, observer->params->degraded_tries, why);
	if (decide_monitor_must_be_placed(&facts))
		place(observer, call, &facts, &health, why);
	else if (!call->probe)
		heal(observer, call, &facts, &health, why);
	memory_learn(call->instance, &facts,
	    (struct memory_look){
		health.slow, decide_monitor_is_misplaced(&facts) });
	return health.status;
}

/* Not fit to be started; so nothing should run, and a probe wants to know. */
static enum ocf_status
monitor_remains(struct observer *observer, enum ocf_status objection,
    const struct opengauss_params *params, const struct call *call)
{
	pid_t pid;

	if (observe_open_remains(observer, params, call->instance) &&
	    process_find(&observer->instance, &pid) != PROCESS_ABSENT)
		return objection;
	return OCF_NOT_RUNNING;
}

enum ocf_status
action_monitor(const void *params, const struct call *call, struct why *why)
{
	struct observer observer;
	enum ocf_status status;

	status = observe_open(&observer, params, call->instance, why);
	if (status != OCF_SUCCESS)
		return monitor_remains(&observer, status, params, call);
	status = monitor(&observer, call, why);
	observe_close(&observer);
	return status;
}
