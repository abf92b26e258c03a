/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/halt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "gauss/gs_ctl.h"
#include "gauss/process.h"
#include "ocf/log.h"
#include "ocf/why.h"

#define MEMORY_MS 1000
/* A gs_ctl that was killed or is not there will not do it any more. */
#define AFTER_GS_CTL_MS 1000
#define STUCK_LOOKS     10
#define STUCK_LOOK_MS   30

/* Of the time that is left, in percent. */
static struct moment
share(struct moment deadline, int64_t percent)
{
	struct moment now = moment_now();

	return moment_after(now, moment_left_ms(deadline, now) * percent / 100);
}

/* gs_ctl looks only once a second, so it runs beside the wait. */
static pid_t
begin_stop(const struct instance *instance, enum gs_ctl_stop_mode mode,
    struct moment until)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	/* Its gs_ctl gets the same from it. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent)
		(void)gs_ctl_stop(instance, mode, until, NULL);
	_exit(0);
}

static void
end_stop(pid_t child)
{
	if (child <= 0)
		return;
	(void)kill(child, SIGTERM);
	(void)waitpid(child, NULL, 0);
}

static bool
has_ended(int fd, int64_t ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int n;

	do
		n = poll(&poll_fd, 1, ms > INT32_MAX ? INT32_MAX : (int)ms);
	while (n < 0 && errno == EINTR);
	return n > 0;
}

/*
 * Until the postmaster has ended, or `until`, or gs_ctl is through without
 * having ended it.
 */
static bool
await_end(pid_t postmaster, pid_t child, struct moment until)
{
	int fd = process_watch(postmaster), child_fd = process_watch(child);
	bool ended = fd < 0 && errno == ESRCH;

	while (!ended && moment_left_ms(until, moment_now()) > 0) {
		struct pollfd fds[] = { { .fd = fd, .events = POLLIN },
			{ .fd = child_fd, .events = POLLIN } };
		int64_t ms = moment_left_ms(until, moment_now());

		(void)poll(fds, 2, ms > INT32_MAX ? INT32_MAX : (int)ms);
		ended = fds[0].revents != 0;
		if (ended || fds[1].revents == 0)
			continue;
		ended = has_ended(fd, AFTER_GS_CTL_MS);
		break;
	}
	if (fd >= 0)
		close(fd);
	if (child_fd >= 0)
		close(child_fd);
	return ended;
}

static bool
stop_by(const struct instance *instance, enum gs_ctl_stop_mode mode,
    struct moment until)
{
	pid_t postmaster, child;
	bool ended;

	if (process_find(instance, &postmaster) != PROCESS_RUNNING)
		return true;
	child = begin_stop(instance, mode, until);
	ended = await_end(postmaster, child, until);
	end_stop(child);
	return ended;
}

static void
end_helper(const struct observer *observer)
{
	struct memory_file file;

	(void)memory_open(
	    observer->resource, moment_after(moment_now(), MEMORY_MS), &file);
	memory_end_helper(&file);
	memory_close(&file);
}

/*
 * A stopped process obeys nothing but a kill, and clients wait for what comes
 * after it.  One that waits for its disk looks the same for a moment.
 */
static bool
is_beyond_words(const struct instance *instance)
{
	pid_t pid;

	for (int looks = 0; looks < STUCK_LOOKS; looks++) {
		if (process_find(instance, &pid) != PROCESS_RUNNING ||
		    !process_is_stuck(pid))
			return false;
		(void)poll(NULL, 0, STUCK_LOOK_MS);
	}
	return true;
}

static void
ask_to_stop(const struct instance *instance, struct moment deadline)
{
	if (stop_by(instance, GS_CTL_STOP_FAST, share(deadline, 60)))
		return;
	log_warning("A fast stop did not end the database in %s, an immediate "
		    "one follows",
	    instance->datadir);
	if (stop_by(instance, GS_CTL_STOP_IMMEDIATE, share(deadline, 50)))
		return;
	log_warning("An immediate stop did not end the database in %s, it is "
		    "killed",
	    instance->datadir);
}

bool
halt(struct observer *observer, struct moment deadline, struct why *why)
{
	const struct instance *instance = &observer->instance;
	pid_t pid;

	observe_close(observer);
	end_helper(observer);
	if (process_find(instance, &pid) == PROCESS_ABSENT)
		return true;
	if (is_beyond_words(instance))
		log_warning("The process of the database in %s is stopped, or "
			    "stuck in the kernel: it is killed",
		    instance->datadir);
	else
		ask_to_stop(instance, deadline);
	/* Whatever is left, threads of a dead disk and children included. */
	return process_kill_all(instance, deadline, why);
}
