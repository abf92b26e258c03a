/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/observe.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agents/opengauss/memory.h"
#include "agents/opengauss/params.h"
#include "gauss/session.h"
#include "gauss/small_file.h"
#include "ocf/why.h"

/* A database that takes longer for one line of its own state is slow. */
#define ANSWER_MS 2000
#define MEMORY_MS 200

enum ocf_status
observe_open(struct observer *observer, const struct opengauss_params *params,
    const char *resource, struct why *why)
{
	observer->params = params;
	observer->resource = resource;
	observer->session = NULL;
	return instance_open(params->datadir, params->gausshome, params->port,
	    &observer->instance, why);
}

bool
observe_open_remains(struct observer *observer,
    const struct opengauss_params *params, const char *resource)
{
	struct instance *instance = &observer->instance;
	struct stat st;

	memset(observer, 0, sizeof(*observer));
	observer->params = params;
	observer->resource = resource;
	if (realpath(params->datadir, instance->datadir) == NULL ||
	    stat(instance->datadir, &st) != 0)
		return false;
	snprintf(instance->gausshome, sizeof(instance->gausshome), "%s",
	    params->gausshome);
	instance->uid = st.st_uid;
	instance->gid = st.st_gid;
	return true;
}

void
observe_close(struct observer *observer)
{
	session_close(observer->session);
	observer->session = NULL;
}

static void
begin_facts(const struct observer *observer, struct facts *facts)
{
	struct memory_file file;

	memset(facts, 0, sizeof(*facts));
	if (memory_open(observer->resource,
		moment_after(moment_now(), MEMORY_MS), &file))
		facts->memory = file.memory;
	memory_close(&file);
}

void
observe_process(struct observer *observer, struct facts *ret_facts)
{
	begin_facts(observer, ret_facts);
	ret_facts->presence =
	    process_find(&observer->instance, &ret_facts->pid);
	ret_facts->half_built = instance_is_half_built(&observer->instance);
	ret_facts->build = gs_ctl_build_progress(
	    &observer->instance, &ret_facts->build_percent);
}

/* The session of the last look may have ended with what it was about. */
static bool
ask_again(struct observer *observer, struct moment deadline,
    struct server_state *ret_server)
{
	if (observer->session != NULL &&
	    session_state(observer->session, deadline, ret_server, NULL))
		return true;
	observe_close(observer);
	return false;
}

/*
 * The socket is found by its port alone, and another instance may have it:
 * what that one says would pass for ours.  Its lock file names who has it.
 */
static bool
is_of_another(const struct observer *observer, struct facts *facts)
{
	const struct instance *instance = &observer->instance;
	char name[48], text[512];
	long pid;

	snprintf(name, sizeof(name), ".s.PGSQL.%u.lock", instance->port);
	if (small_file_read(instance->socket_dir, name, text, sizeof(text)) < 0)
		return false;
	pid = strtol(text, NULL, 10);
	if (pid <= 0 || pid == facts->pid)
		return false;
	facts->failure = SESSION_REFUSED;
	snprintf(facts->refusal, sizeof(facts->refusal),
	    "process %ld has the socket of port %u", pid, instance->port);
	return true;
}

static bool
ask_anew(struct observer *observer, struct moment deadline, struct facts *facts)
{
	struct why why = { "" };
	bool answers = false;

	if (is_of_another(observer, facts))
		return false;
	facts->failure = SESSION_NO_ANSWER;
	observer->session =
	    session_open(&observer->instance, deadline, &facts->failure, &why);
	if (observer->session != NULL)
		answers = session_state(
		    observer->session, deadline, &facts->server, &why);
	if (observer->session != NULL && !answers) {
		facts->failure = SESSION_NO_ANSWER;
		observe_close(observer);
	}
	if (!answers)
		snprintf(
		    facts->refusal, sizeof(facts->refusal), "%.159s", why.text);
	return answers;
}

void
observe_database(
    struct observer *observer, struct moment deadline, struct facts *ret_facts)
{
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), ANSWER_MS));

	observe_process(observer, ret_facts);
	if (ret_facts->presence != PROCESS_RUNNING) {
		observe_close(observer);
		return;
	}
	ret_facts->answers = ask_again(observer, until, &ret_facts->server) ||
			     ask_anew(observer, until, ret_facts);
	if (ret_facts->answers)
		return;
	/* It may have ended while it was asked. */
	ret_facts->presence =
	    process_find(&observer->instance, &ret_facts->pid);
	ret_facts->stuck = ret_facts->failure == SESSION_NO_ANSWER &&
			   process_is_stuck(ret_facts->pid);
}
