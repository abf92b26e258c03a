/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/run.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ocf/spawn.h"
#include "ocf/why.h"

/* Headers older than the kernel lack it; the same on every architecture. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

enum {
	TERM_GRACE_MS = 500,  /* between SIGTERM and SIGKILL */
	KILL_GRACE_MS = 1000, /* then a process in state D is given up */
	NO_PIDFD_MS = 20,     /* how often a kernel without pidfd is asked */
	START_MS = 5000,      /* from fork to exec of a detached child */
};

enum phase { PHASE_RUNNING, PHASE_TERMINATED, PHASE_KILLED, PHASE_ENDED };

struct child {
	pid_t pid;
	int out_fd;    /* its stdout and stderr; -1 after the end of file */
	int mishap_fd; /* closed by a successful exec */
	int pidfd;     /* -1 on a kernel without */
	bool leader_ended;
	enum phase phase;
	struct moment begun;
	struct moment until; /* the end of this phase */
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Readable when the process ends; closed by exec. */
static int
open_pidfd(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

static bool
start(const struct run *run, struct child *child, struct why *why)
{
	int out[2] = { -1, -1 }, mishap[2] = { -1, -1 };
	pid_t parent = getpid();

	child->begun = moment_now();
	child->until = run->deadline;
	child->phase = PHASE_RUNNING;
	child->leader_ended = false;
	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(mishap, O_CLOEXEC) != 0 ||
	    (child->pid = fork()) < 0) {
		why_set(why, "%s could not be started: %s", spawn_program(run),
		    strerror(errno));
		for (int i = 0; i < 2; i++) {
			close_fd(&out[i]);
			close_fd(&mishap[i]);
		}
		return false;
	}
	if (child->pid == 0) {
		setpgid(0, 0);
		spawn_exec(run, out[1], mishap[1], SIGTERM, parent);
	}
	setpgid(child->pid, child->pid); /* whoever comes first */
	close(out[1]);
	close(mishap[1]);
	child->out_fd = out[0];
	child->mishap_fd = mishap[0];
	fcntl(child->out_fd, F_SETFL, O_NONBLOCK);
	fcntl(child->mishap_fd, F_SETFL, O_NONBLOCK);
	child->pidfd = open_pidfd(child->pid);
	return true;
}

static char *
kept(struct run *run)
{
	return run->room != NULL ? run->room : run->output;
}

static size_t
kept_size(const struct run *run)
{
	return run->room != NULL ? run->room_size : sizeof(run->output);
}

/*
 * Takes one helping of what has been said, so that a child that never stops
 * talking cannot keep its deadline from being seen.
 */
static void
read_output(struct run *run, struct child *child)
{
	char dropped[4096];
	size_t room = kept_size(run) - 1 - run->noutput;
	char *to = room > 0 ? kept(run) + run->noutput : dropped;
	ssize_t n;

	if (child->out_fd < 0)
		return;
	n = read(child->out_fd, to, room > 0 ? room : sizeof(dropped));
	if (n > 0 && room > 0)
		run->noutput += (size_t)n;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&child->out_fd);
}

/* Without reaping it, so that its group's number stays taken. */
static bool
leader_has_ended(const struct child *child)
{
	siginfo_t info = { 0 };

	if (waitid(P_PID, (id_t)child->pid, &info,
		WEXITED | WNOHANG | WNOWAIT) != 0)
		return true; /* somebody else has reaped it */
	return info.si_pid != 0;
}

static void
signal_group(const struct child *child, int signal_number)
{
	if (kill(-child->pid, signal_number) != 0)
		kill(child->pid, signal_number);
}

/*
 * One look at the child.  A group that was told to end has ended when nobody
 * holds its output any more; SIGKILL is for those that hold nothing.
 */
static void
advance(struct run *run, struct child *child, struct moment now)
{
	bool due = moment_left_ms(child->until, now) == 0, ended;

	/* In this order, so that its last words are not missed. */
	ended = child->leader_ended = leader_has_ended(child);
	read_output(run, child);
	switch (child->phase) {
	case PHASE_RUNNING:
		if (ended) {
			child->phase = PHASE_ENDED;
		} else if (due) {
			run->timed_out = true;
			signal_group(child, SIGTERM);
			child->phase = PHASE_TERMINATED;
			child->until = moment_after(now, TERM_GRACE_MS);
		}
		break;
	case PHASE_TERMINATED:
		if ((ended && child->out_fd < 0) || due) {
			signal_group(child, SIGKILL);
			child->phase = PHASE_KILLED;
			child->until = moment_after(now, KILL_GRACE_MS);
		}
		break;
	case PHASE_KILLED:
		if (ended || due)
			child->phase = PHASE_ENDED;
		break;
	case PHASE_ENDED:
		break;
	}
}

/* Sleeps until one of them says something, ends, or reaches its time. */
static void
wait_for_news(const struct child *children, size_t nchildren)
{
	struct pollfd fds[2 * RUNS_MAX];
	nfds_t nfds = 0;
	struct moment now = moment_now();
	int64_t ms = INT32_MAX;

	for (size_t i = 0; i < nchildren; i++) {
		const struct child *child = &children[i];
		int64_t left = moment_left_ms(child->until, now);

		if (child->phase == PHASE_ENDED)
			continue;
		if (child->pidfd < 0 && left > NO_PIDFD_MS)
			left = NO_PIDFD_MS;
		if (left < ms)
			ms = left;
		fds[nfds++] = (struct pollfd){ child->out_fd, POLLIN, 0 };
		if (!child->leader_ended)
			fds[nfds++] =
			    (struct pollfd){ child->pidfd, POLLIN, 0 };
	}
	poll(fds, nfds, (int)ms);
}

/* The last line that holds something, fit for a sentence. */
static void
last_words(struct run *run, char words[WHY_MAX / 2])
{
	const char *said = kept(run), *end = said + run->noutput, *begin;
	size_t length;

	while (end > said && isspace((unsigned char)end[-1]))
		end--;
	for (begin = end; begin > said && begin[-1] != '\n';)
		begin--;
	length = (size_t)(end - begin);
	if (length > WHY_MAX / 2 - 1)
		length = WHY_MAX / 2 - 1;
	for (size_t i = 0; i < length; i++)
		words[i] = (unsigned char)begin[i] < ' ' ? ' ' : begin[i];
	words[length] = '\0';
}

static void
tell_end(struct run *run, struct moment begun, bool reaped, struct why *why)
{
	const char *program = spawn_program(run);
	char words[WHY_MAX / 2];
	const char *colon;

	last_words(run, words);
	colon = words[0] != '\0' ? ": " : "";
	if (run->timed_out && !reaped)
		why_set(why, "%s could not be killed at its deadline%s%s",
		    program, colon, words);
	else if (run->timed_out)
		why_set(why,
		    "%s had not ended after %.1f s, its deadline, and was "
		    "killed%s%s",
		    program,
		    (double)moment_between_ms(begun, run->deadline) / 1000,
		    colon, words);
	else if (run->signal != 0)
		why_set(why, "%s was ended by signal %d (%s)%s%s", program,
		    run->signal, strsignal(run->signal), colon, words);
	else if (!reaped)
		why_set(why, "%s ended, but its status was lost", program);
	else
		why_set(why, "%s ended with status %d%s%s", program,
		    run->exit_status, colon, words);
}

/* Reaps the child and says what came of it. */
static bool
conclude(struct run *run, struct child *child, struct why *why)
{
	struct spawn_mishap mishap;
	bool failed_to_start =
	    read(child->mishap_fd, &mishap, sizeof(mishap)) == sizeof(mishap);
	int status = 0;
	bool reaped = waitpid(child->pid, &status, WNOHANG) == child->pid;

	close_fd(&child->out_fd);
	close_fd(&child->mishap_fd);
	close_fd(&child->pidfd);
	kept(run)[run->noutput] = '\0';
	if (failed_to_start) {
		spawn_tell_mishap(run, &mishap, why);
		return false;
	}
	if (reaped && WIFSIGNALED(status))
		run->signal = WTERMSIG(status);
	if (reaped && WIFEXITED(status) && !run->timed_out)
		run->exit_status = WEXITSTATUS(status);
	if (run->exit_status == 0)
		return true;
	tell_end(run, child->begun, reaped, why);
	return false;
}

static void
forget_results(struct run *run)
{
	run->exit_status = -1;
	run->signal = 0;
	run->timed_out = false;
	run->noutput = 0;
	kept(run)[0] = '\0';
}

/* A child is not even started when its deadline has passed. */
static bool
start_in_time(struct run *run, struct child *child, struct why *why)
{
	if (moment_left_ms(run->deadline, moment_now()) > 0)
		return start(run, child, why);
	run->timed_out = true;
	why_set(why, "no time was left to run %s", spawn_program(run));
	return false;
}

/* Looks at all of them; false when the last has ended. */
static bool
advance_all(struct run *runs, struct child *children, size_t nruns)
{
	struct moment now = moment_now();
	bool any = false;

	for (size_t i = 0; i < nruns; i++) {
		if (children[i].phase != PHASE_ENDED)
			advance(&runs[i], &children[i], now);
		any |= children[i].phase != PHASE_ENDED;
	}
	return any;
}

bool
run_all(struct run *runs, size_t nruns, struct why *why)
{
	struct child children[RUNS_MAX];
	size_t nstarted = 0;
	bool all_well = true;

	if (nruns > RUNS_MAX) {
		why_set(
		    why, "%zu programs at the same time are too many", nruns);
		return false;
	}
	for (size_t i = 0; i < nruns; i++)
		forget_results(&runs[i]);
	/* Where one cannot be started, the next would hardly fare better. */
	for (; nstarted < nruns; nstarted++)
		if (!start_in_time(&runs[nstarted], &children[nstarted], why))
			break;
	while (advance_all(runs, children, nstarted))
		wait_for_news(children, nstarted);
	for (size_t i = 0; i < nstarted; i++)
		if (!conclude(&runs[i], &children[i], all_well ? why : NULL))
			all_well = false;
	return all_well && nstarted == nruns;
}

bool
run(struct run *run, struct why *why)
{
	return run_all(run, 1, why);
}

static void
become_detached(
    const struct run *run, const char *output_path, int mishap_fd, pid_t parent)
{
	int out_fd = -1;

	setsid();
	if (output_path != NULL) {
		out_fd = open(output_path,
		    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		    0640);
		if (out_fd < 0)
			spawn_fail(mishap_fd, SPAWN_OUTPUT);
	}
	spawn_exec(run, out_fd, mishap_fd, run->death_signal, parent);
}

/* The pipe says nothing and closes when the program has taken over. */
static bool
has_started(const struct run *run, int mishap_fd, struct why *why)
{
	struct moment now = moment_now(), until = moment_after(now, START_MS);
	struct pollfd fds = { mishap_fd, POLLIN, 0 };
	struct spawn_mishap mishap;
	ssize_t n;

	if (run->deadline.ms != 0)
		until = moment_earlier(until, run->deadline);
	while (poll(&fds, 1, (int)moment_left_ms(until, now)) < 0 &&
	       errno == EINTR)
		now = moment_now();
	n = fds.revents == 0 ? -1 : read(mishap_fd, &mishap, sizeof(mishap));
	if (n == sizeof(mishap))
		spawn_tell_mishap(run, &mishap, why);
	else if (n != 0)
		why_set(
		    why, "%s could not be started in time", spawn_program(run));
	return n == 0;
}

/* It is about to end by itself, or hangs in a name service or file system. */
static void
end_unstarted(pid_t pid)
{
	struct pollfd fds = { open_pidfd(pid), POLLIN, 0 };

	kill(pid, SIGKILL);
	poll(&fds, 1, fds.fd < 0 ? NO_PIDFD_MS : KILL_GRACE_MS);
	close_fd(&fds.fd);
	waitpid(pid, NULL, WNOHANG);
}

bool
run_detached(const struct run *run, const char *output_path, pid_t *ret_pid,
    struct why *why)
{
	int mishap[2];
	pid_t pid = -1, parent = getpid();
	bool started;

	if (pipe2(mishap, O_CLOEXEC) == 0 && (pid = fork()) < 0) {
		close(mishap[0]);
		close(mishap[1]);
	}
	if (pid < 0) {
		why_set(why, "%s could not be started: %s", spawn_program(run),
		    strerror(errno));
		return false;
	}
	if (pid == 0)
		become_detached(run, output_path, mishap[1], parent);
	close(mishap[1]);
	started = has_started(run, mishap[0], why);
	close(mishap[0]);
	if (!started) {
		end_unstarted(pid);
		return false;
	}
	if (ret_pid != NULL)
		*ret_pid = pid;
	return true;
}
