/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/launch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agents/opengauss/halt.h"
#include "agents/opengauss/keeper.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/place_of.h"
#include "agents/opengauss/server_log.h"
#include "gauss/conf_file.h"
#include "gauss/gs_ctl.h"
#include "gauss/guard.h"
#include "gauss/pid_file.h"
#include "gauss/session.h"
#include "gauss/small_file.h"
#include "ocf/log.h"
#include "ocf/why.h"

/* Between two looks at an instance that comes up. */
#define LOOK_MS 10
/* It says "starting up" before it has found out that it cannot. */
#define SETTLED_MS 100
/* What it takes to end a start that has failed. */
#define MARGIN_MS 2000
#define MEMORY_MS 1000
/* An init that is slower than this is not one. */
#define REAPED_MS 3000
#define LOG_MS    500

/*
 * Whatever it becomes, it acknowledges nothing until the keeper has verified a
 * grant and set the names that it recorded.
 */
static bool
close_names(
    const struct observer *observer, struct moment deadline, struct why *why)
{
	struct conf_setting setting = { .name = "synchronous_standby_names" };
	const struct instance *instance = &observer->instance;

	if (!conf_file_read(
		instance->datadir, "postgresql.conf", &setting, 1, why))
		return false;
	/* Not set at all is "*". */
	if (setting.found && strcmp(setting.value, GUARD_NAMES_CLOSED) == 0)
		return true;
	return gs_ctl_set(
	    instance, setting.name, GUARD_NAMES_CLOSED, deadline, why);
}

static bool
is_zombie(pid_t pid)
{
	char directory[32], text[512];
	const char *p;

	snprintf(directory, sizeof(directory), "/proc/%d", (int)pid);
	if (small_file_read(directory, "stat", text, sizeof(text)) < 0)
		return false;
	p = strrchr(text, ')');
	return p != NULL && strncmp(p, ") Z", 3) == 0;
}

/*
 * The server takes a dead predecessor for a living one while init has not
 * reaped it, and there is no event for that.
 */
static void
await_reaped(const struct instance *instance, struct moment deadline)
{
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), REAPED_MS));
	struct pid_file file;

	if (!pid_file_read(instance->datadir, &file))
		return;
	while (is_zombie(file.pid) && moment_left_ms(until, moment_now()) > 0)
		(void)poll(NULL, 0, LOOK_MS);
}

/*
 * Only while nothing of the instance runs.  The server clears a pid file whose
 * process is gone, but refuses to start over an empty one, and over one whose
 * number some other process has by now.
 */
static bool
remove_pid_file(const struct instance *instance, struct why *why)
{
	char path[PATH_MAX + 32], proc[32];
	struct pid_file file;

	snprintf(path, sizeof(path), "%s/postmaster.pid", instance->datadir);
	if (access(path, F_OK) != 0)
		return true;
	if (pid_file_read(instance->datadir, &file)) {
		snprintf(proc, sizeof(proc), "/proc/%d", (int)file.pid);
		if (access(proc, F_OK) != 0)
			return true;
		log_info("Process %d in %s is another program's, the file is "
			 "left over from before",
		    (int)file.pid, path);
	}
	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	why_set(
	    why, "cannot remove the left-over %s: %s", path, strerror(errno));
	return false;
}

enum coming { COMING, UP, DOWN, AS_PRIMARY };

static enum coming
look(struct observer *observer, enum launch_until until,
    struct gs_ctl_child *child, struct moment deadline,
    int64_t *starting_since_ms, struct why *ret_state)
{
	bool child_lives = gs_ctl_is_running(child);
	struct moment now = moment_now();
	struct facts facts;

	/* The child is looked at first: it may end because all is well. */
	observe_database(observer, deadline, &facts);
	why_set(ret_state, "%s",
	    facts.presence == PROCESS_RUNNING ? facts.refusal
					      : "it has no process yet");
	if (facts.presence != PROCESS_RUNNING)
		return child_lives ? COMING : DOWN;
	if (until == LAUNCH_BEGUN)
		return UP;
	if (facts.answers && (facts.server.role == ROLE_PRIMARY ||
				 facts.server.role == ROLE_NORMAL))
		return AS_PRIMARY;
	if (facts.answers)
		return UP;
	if (facts.failure != SESSION_STARTING) {
		*starting_since_ms = 0;
		return COMING;
	}
	if (*starting_since_ms == 0)
		*starting_since_ms = now.ms;
	return now.ms - *starting_since_ms >= SETTLED_MS ? UP : COMING;
}

/* gs_ctl looks at the port first, says so, and starts the server all the same.
 */
static bool
gs_ctl_saw_conflict(const struct gs_ctl_child *child)
{
	char output[16384];

	return small_file_read(
		   "/", child->output_path, output, sizeof(output)) > 0 &&
	       strstr(output, "port conflict when start server") != NULL;
}

/* What the server, or gs_ctl before it, says of sockets that it cannot get. */
static bool
is_about_the_port(const char *words, const struct gs_ctl_child *child)
{
	if (strstr(words, "HINT:") != NULL)
		return gs_ctl_saw_conflict(child);
	return strstr(words, "TCP/IP socket") != NULL ||
	       strstr(words, "could not bind") != NULL ||
	       strstr(words, ".s.PGSQL.") != NULL ||
	       strstr(words, "already in use") != NULL;
}

/* Another process writes the log, and may be behind. */
static bool
await_log(const struct instance *instance, const struct timespec *begun,
    struct why *words)
{
	struct moment until = moment_after(moment_now(), LOG_MS);

	while (!server_log_last_words(
	    instance, begun, words->text, sizeof(words->text))) {
		if (moment_left_ms(until, moment_now()) == 0)
			return false;
		(void)poll(NULL, 0, LOOK_MS);
	}
	return true;
}

/* The server's own log knows best; gs_ctl heard what came before it. */
static void
tell_down(const struct instance *instance, const struct gs_ctl_child *child,
    const struct timespec *begun, struct why *why)
{
	struct why words = { "" };
	char text[WHY_MAX];

	if (!await_log(instance, begun, &words))
		gs_ctl_last_words(child, &words);
	snprintf(text, sizeof(text), "%s", words.text);
	/* A server's line has the time and more in front of its words. */
	(void)server_log_find_words(text, words.text, sizeof(words.text));
	if (is_about_the_port(words.text, child))
		why_set(why,
		    "the database did not start: port %u is taken by another "
		    "process (%.300s)",
		    instance->port, words.text);
	else if (words.text[0] != '\0')
		why_set(why, "the database did not start: %.400s", words.text);
	else
		why_set(why,
		    "the database did not start, and gs_ctl said "
		    "nothing (its status: %d)",
		    child->exit_status);
}

static bool
await_up(struct observer *observer, enum launch_until until,
    struct gs_ctl_child *child, const struct timespec *begun,
    struct moment deadline, struct why *why)
{
	int64_t starting_since_ms = 0;

	while (moment_left_ms(deadline, moment_now()) > 0) {
		switch (look(observer, until, child, deadline,
		    &starting_since_ms, why)) {
		case UP:
			return true;
		case DOWN:
			tell_down(&observer->instance, child, begun, why);
			return false;
		case AS_PRIMARY:
			why_set(why, "the database came up as a primary, "
				     "though it was started as a standby");
			return false;
		case COMING:
			(void)poll(NULL, 0, LOOK_MS);
			break;
		}
	}
	/* What it said last is in *why already. */
	why_prefix(why, "the database did not come up in time");
	return false;
}

static bool
prepare(
    const struct observer *observer, struct moment deadline, struct why *why)
{
	await_reaped(&observer->instance, deadline);
	return instance_remove_signal_files(&observer->instance, why) &&
	       remove_pid_file(&observer->instance, why) &&
	       (params_are_lite(observer->params) ||
		   close_names(observer, deadline, why));
}

static void
remember_start(const struct observer *observer, enum role role)
{
	struct memory_file file;

	(void)memory_open(
	    observer->resource, moment_after(moment_now(), MEMORY_MS), &file);
	memory_end_helper(&file);
	file.memory.slow = 0;
	file.memory.rebuilding = false;
	file.memory.last_role = role;
	memory_close(&file);
}

bool
launch(struct observer *observer, enum launch_until until,
    struct moment deadline, struct why *why)
{
	struct moment before = moment_after(deadline, -MARGIN_MS);
	enum role role = place_of_role(observer, before);
	struct gs_ctl_child child;
	struct timespec begun;
	bool up;

	if (!prepare(observer, before, why))
		return false;
	remember_start(observer, role);
	/* That of the files, so that their times can be compared with it. */
	(void)clock_gettime(CLOCK_REALTIME_COARSE, &begun);
	if (!gs_ctl_begin_start(&observer->instance, role, before, &child, why))
		return false;
	up = await_up(observer, until, &child, &begun, before, why);
	/* It waits for what we have seen, and holds a lock meanwhile. */
	gs_ctl_end(&child);
	if (!up) {
		keeper_stand_down(observer, deadline);
		(void)halt(observer, deadline, NULL);
	}
	return up;
}
