/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include <poll.h>

#include "agents/opengauss/decide_monitor.h"
#include "agents/opengauss/decide_score.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/rebuild.h"
#include "agents/opengauss/report.h"
#include "agents/opengauss/watch.h"
#include "ocf/log.h"

/* The level at which positions, lag and synchronous standbys are looked up. */
#define LEVEL_ALL 10
/* What a server takes at most from its first process to its socket. */
#define LISTENS_MS 2000
#define LOOK_MS    10

/*
 * Between two changes the watcher tells Pacemaker all there is to tell, in its
 * own time; a monitor that did so in the middle of a failover would have it
 * wait for this action and then begin anew.
 */
static bool
is_watched(const struct call *call)
{
	return !call->probe && call->check_level < LEVEL_ALL &&
	       watch_is_there(call->instance);
}

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

static void
look(struct observer *observer, const struct call *call, bool watched,
    struct facts *facts)
{
	bool all = call->check_level >= LEVEL_ALL;

	observe_until_it_listens(observer, call, facts);
	if (facts->answers && facts->server.role == ROLE_PRIMARY && all)
		observe_senders(observer, call->deadline, facts);
	if ((decide_score_needs_peers(facts) && !watched) ||
	    (all && facts->answers && facts->server.role != ROLE_PRIMARY))
		observe_peers(observer, call->deadline, facts);
}

/* The state of affairs says more than "must be rebuilt" alone. */
static void
heal(struct observer *observer, const struct call *call, struct facts *facts,
    struct health *health, struct why *why)
{
	struct why mishap = { "" };
	enum rebuild verdict;

	verdict = rebuild(observer, facts, call->deadline, &mishap);
	if (verdict == REBUILD_NOT_NEEDED)
		return;
	if (mishap.text[0] != '\0')
		log_warning("%s", mishap.text);
	*health =
	    decide_monitor(facts, false, observer->params->degraded_tries, why);
	if (health->status == OCF_DEGRADED && verdict > REBUILD_DONE)
		why_set(why, "%s%s%s", decide_rebuild_text(verdict),
		    mishap.text[0] != '\0' ? ": " : "", mishap.text);
}

static enum ocf_status
monitor(struct observer *observer, const struct call *call, struct why *why)
{
	struct facts facts;
	struct health health;
	bool all = call->probe || call->check_level >= LEVEL_ALL;
	bool watched = is_watched(call);

	look(observer, call, watched, &facts);
	health = decide_monitor(
	    &facts, call->probe, observer->params->degraded_tries, why);
	if (!call->probe)
		heal(observer, call, &facts, &health, why);
	if (health.slow || facts.memory.slow > 0)
		report_slow(call->instance, health.slow);
	if (watched)
		report_later(observer, &facts);
	else if (!facts.death_is_told || facts.presence == PROCESS_RUNNING)
		report(observer, &facts, all ? REPORT_ALL : REPORT_CHANGES,
		    call->deadline);
	if (facts.presence == PROCESS_RUNNING)
		watch_ensure(call->instance);
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
