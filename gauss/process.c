/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/process.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gauss/instance.h"
#include "gauss/pid_file.h"
#include "gauss/proc_stat.h"
#include "gauss/small_file.h"
#include "ocf/why.h"

/* Linux 5.3 has them; the headers of a build host may be older. */
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* Killed together; what is left over is found by the next look at /proc. */
#define VICTIMS_MAX 64
/* How long to wait for the killed before looking for newborn ones. */
#define LOOK_AGAIN_MS 100
/* The same on a kernel without pidfd, where nothing wakes us. */
#define LOOK_AGAIN_BLIND_MS 10

struct looks {
	char state; /* 'R', 'S', 'D', 'T', 'Z', ... */
	uid_t uid;  /* effective */
	bool leads; /* a process, not a thread of one */
};

static bool
has_line(const char *text, const char *key, const char **ret_value)
{
	const char *line = strstr(text, key);

	if (line == NULL || line[-1] != '\n')
		return false;
	*ret_value = line + strlen(key);
	return true;
}

static bool
look_at(pid_t pid, struct looks *ret_looks)
{
	char directory[32], text[8192];
	const char *state, *uid, *tgid;
	unsigned effective;

	snprintf(directory, sizeof(directory), "/proc/%d", (int)pid);
	if (small_file_read(directory, "status", text, sizeof(text)) < 0 ||
	    !has_line(text, "State:", &state) ||
	    !has_line(text, "Tgid:", &tgid) || !has_line(text, "Uid:", &uid) ||
	    sscanf(uid, "%*u %u", &effective) != 1)
		return false;
	ret_looks->state = state[strspn(state, " \t")];
	ret_looks->uid = effective;
	ret_looks->leads = strtol(tgid, NULL, 10) == pid;
	return true;
}

static bool
links_to(const char *path, const char *target)
{
	char text[PATH_MAX];
	ssize_t n = readlink(path, text, sizeof(text) - 1);

	if (n < 0)
		return false;
	text[n] = '\0';
	return strcmp(text, target) == 0;
}

/*
 * A killed server whose threads still hang on a dead disk has lost its first
 * thread, and with it its own working directory; it may yet write.
 */
static bool
has_thread_in(pid_t pid, const char *datadir)
{
	char path[64];
	const struct dirent *entry;
	bool found = false;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	if (tasks == NULL)
		return false;
	while (!found && (entry = readdir(tasks)) != NULL) {
		long tid = strtol(entry->d_name, NULL, 10);

		if (tid <= 0 || tid == pid)
			continue;
		snprintf(
		    path, sizeof(path), "/proc/%d/task/%ld/cwd", (int)pid, tid);
		found = links_to(path, datadir);
	}
	closedir(tasks);
	return found;
}

/*
 * Text against text: a stat() of the directory could hang with its disk, and
 * a process in a directory that was deleted since is in no directory of ours.
 * A zombie is nowhere.
 */
static bool
works_in(pid_t pid, const char *datadir)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/cwd", (int)pid);
	errno = 0;
	if (links_to(path, datadir))
		return true;
	return errno == ENOENT && has_thread_in(pid, datadir);
}

bool
process_is_of(const struct instance *instance, pid_t pid)
{
	struct looks looks;

	return works_in(pid, instance->datadir) && look_at(pid, &looks) &&
	       looks.leads && looks.uid == instance->uid;
}

static bool
has_terminal(pid_t pid)
{
	struct proc_stat stat;

	return proc_stat_read(pid, &stat) && stat.terminal != 0;
}

/*
 * The owner's shell, editor or pager in the data directory is an
 * administrator at work, neither a reason to refuse a start nor to be killed.
 * The server sits on a terminal only when it was started there by hand.
 */
static bool
is_administrator(pid_t pid)
{
	char path[64], exe[PATH_MAX];
	const char *name;
	ssize_t n;

	if (!has_terminal(pid))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	n = readlink(path, exe, sizeof(exe) - 1);
	if (n < 0)
		return false;
	exe[n] = '\0';
	name = strrchr(exe, '/');
	return name == NULL ||
	       strncmp(name, "/gaussdb", strlen("/gaussdb")) != 0;
}

/* The postmaster, if it lives; else 0. */
static pid_t
find_server(const struct instance *instance)
{
	struct pid_file file;

	return pid_file_read(instance->datadir, &file) &&
		       process_is_of(instance, file.pid)
		   ? file.pid
		   : 0;
}

/* What postmaster.pid names counts wherever it was started. */
static bool
is_victim(const struct instance *instance, pid_t server, pid_t pid)
{
	return process_is_of(instance, pid) &&
	       (pid == server || !is_administrator(pid));
}

/*
 * Up to max processes of the instance, from /proc.  -1 when /proc cannot be
 * read: nothing is known then.
 */
static int
find_all(const struct instance *instance, pid_t *ret_pids, int max)
{
	pid_t server = find_server(instance);
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int npids = 0;

	if (proc == NULL)
		return -1;
	while (npids < max && (entry = readdir(proc)) != NULL) {
		long pid = strtol(entry->d_name, NULL, 10);

		if (pid > 0 && pid != getpid() &&
		    is_victim(instance, server, (pid_t)pid))
			ret_pids[npids++] = (pid_t)pid;
	}
	closedir(proc);
	return npids;
}

enum process_presence
process_find(const struct instance *instance, pid_t *ret_pid)
{
	pid_t stray = 0;
	int n;

	*ret_pid = find_server(instance);
	if (*ret_pid != 0)
		return PROCESS_RUNNING;
	n = find_all(instance, &stray, 1);
	*ret_pid = stray;
	/* Without /proc nothing is proven. */
	return n == 0 ? PROCESS_ABSENT : PROCESS_STRAY;
}

bool
process_is_stuck(pid_t pid)
{
	struct looks looks;

	return look_at(pid, &looks) && strchr("TtDZ", looks.state) != NULL;
}

int
process_watch(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

/*
 * The pidfd is opened before the last look, so the signal cannot hit another
 * process that got the number meanwhile.  Returns the pidfd, or -1.
 */
static int
kill_one(const struct instance *instance, pid_t pid)
{
	pid_t server = find_server(instance);
	int fd = process_watch(pid);

	if (!is_victim(instance, server, pid)) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (fd >= 0)
		(void)syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	else if (errno == ENOSYS)
		(void)kill(pid, SIGKILL);
	return fd;
}

/* Until all have ended, or it is time to look for others. */
static void
await_deaths(struct pollfd *fds, int nfds, struct moment until)
{
	int left = nfds;

	while (left > 0) {
		int64_t ms = moment_left_ms(until, moment_now());

		if (ms == 0 || poll(fds, (nfds_t)nfds, (int)ms) < 0)
			return;
		for (int i = 0; i < nfds; i++) {
			if (fds[i].revents == 0)
				continue;
			close(fds[i].fd);
			fds[i].fd = -1; /* poll() leaves it alone */
			fds[i].revents = 0;
			left--;
		}
	}
}

static void
kill_some(const struct instance *instance, const pid_t *pids, int npids,
    struct moment deadline)
{
	struct pollfd fds[VICTIMS_MAX];
	int nfds = 0;
	struct moment until;

	for (int i = 0; i < npids; i++) {
		int fd = kill_one(instance, pids[i]);

		if (fd >= 0)
			fds[nfds++] =
			    (struct pollfd){ .fd = fd, .events = POLLIN };
	}
	until = moment_after(
	    moment_now(), nfds > 0 ? LOOK_AGAIN_MS : LOOK_AGAIN_BLIND_MS);
	until = moment_earlier(until, deadline);
	if (nfds > 0)
		await_deaths(fds, nfds, until);
	else
		(void)poll(NULL, 0, (int)moment_left_ms(until, moment_now()));
	for (int i = 0; i < nfds; i++)
		if (fds[i].fd >= 0)
			close(fds[i].fd);
}

bool
process_kill_all(
    const struct instance *instance, struct moment deadline, struct why *why)
{
	pid_t pids[VICTIMS_MAX];

	for (;;) {
		int npids = find_all(instance, pids, VICTIMS_MAX);

		if (npids == 0)
			return true;
		if (npids < 0) {
			why_set(why, "cannot read /proc: %s", strerror(errno));
			return false;
		}
		if (moment_left_ms(deadline, moment_now()) == 0) {
			why_set(why, "process %d in %s does not die of SIGKILL",
			    (int)pids[0], instance->datadir);
			return false;
		}
		kill_some(instance, pids, npids, deadline);
	}
}
