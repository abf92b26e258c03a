/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shadow.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS   20
#define KILLS_MAX 200
#define MARK      "GAUSSDB_SHADOW"

/* State letter and parent of a process; false where it is gone. */
static bool
look_at(pid_t pid, char *ret_state, pid_t *ret_parent)
{
	char path[64], text[512], *at;
	int fd;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	at = strrchr(text, ')');
	return at != NULL &&
	       sscanf(at + 1, " %c %d", ret_state, ret_parent) == 2;
}

static bool
is_server_in(pid_t pid, const char *datadir)
{
	char link[64], cwd[PATH_MAX], exe[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/cwd", pid);
	n = readlink(link, cwd, sizeof(cwd) - 1);
	if (n <= 0)
		return false;
	cwd[n] = '\0';
	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	n = readlink(link, exe, sizeof(exe) - 1);
	if (n <= 0)
		return false;
	exe[n] = '\0';
	return strcmp(cwd, datadir) == 0 &&
	       strstr(exe, "/lib/double/gaussdb") != NULL;
}

/* Signals what fits: children of parent, or servers in datadir. */
static int
signal_all(int sig, pid_t parent, const char *datadir)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	pid_t of = 0;
	char state;
	int n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		pid_t pid = (pid_t)atoi(entry->d_name);

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    pid == getpid() || !look_at(pid, &state, &of) ||
		    state == 'Z')
			continue;
		if (parent != 0 ? of == parent : is_server_in(pid, datadir))
			n += kill(pid, sig) == 0;
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

static void
pause_ms(long ms)
{
	struct timespec span = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&span, NULL);
}

/*
 * The key by which PostgreSQL finds servers left over: a killed one would keep
 * one of the system's few for ever where nobody starts it again.
 */
static void
remove_segment(const char *datadir)
{
	char path[PATH_MAX + 16], line[128];
	int key, id, number = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/postmaster.pid", datadir);
	file = fopen(path, "r");
	if (file == NULL)
		return;
	while (fgets(line, sizeof(line), file) != NULL)
		if (++number == 7 && sscanf(line, "%d %d", &key, &id) == 2)
			shmctl(id, IPC_RMID, NULL);
	fclose(file);
}

static void
watch(int pidfd, pid_t postmaster, const char *datadir)
{
	struct pollfd item = { .fd = pidfd, .events = POLLIN };
	bool frozen = false;
	pid_t parent;
	char state;

	while (poll(&item, 1, LOOK_MS) == 0) {
		if (!look_at(postmaster, &state, &parent))
			break;
		if (state == 'T' && !frozen)
			while (signal_all(SIGSTOP, postmaster, NULL) == 0)
				break;
		if (state != 'T' && frozen)
			signal_all(SIGCONT, postmaster, NULL);
		frozen = state == 'T';
	}
	for (int i = 0; i < KILLS_MAX; i++) {
		if (signal_all(SIGKILL, 0, datadir) == 0) {
			remove_segment(datadir);
			return;
		}
		pause_ms(5);
	}
}

void
shadow_start(const char *datadir)
{
	char real[PATH_MAX];
	pid_t postmaster = getpid();
	pid_t child;
	int pidfd;

	if (getenv(MARK) != NULL || realpath(datadir, real) == NULL)
		return;
	pidfd = (int)syscall(SYS_pidfd_open, postmaster, 0);
	if (pidfd < 0)
		return;
	child = fork();
	if (child == 0) {
		/* Twice, so that the postmaster has no child it did not
		 * make itself. */
		if (setsid() < 0 || fork() != 0)
			_exit(0);
		if (chdir("/") != 0)
			_exit(1);
		for (int fd = 0; fd < 256; fd++)
			if (fd != pidfd)
				close(fd);
		prctl(PR_SET_NAME, "shadow");
		watch(pidfd, postmaster, real);
		_exit(0);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	close(pidfd);
	setenv(MARK, "1", 1);
}

void
shadow_kill_strays(const char *datadir)
{
	char path[PATH_MAX + 16], real[PATH_MAX], state;
	pid_t recorded = 0, parent;
	FILE *file;

	/* Coming back in the same process: what is left are its children. */
	if (getenv(MARK) != NULL || realpath(datadir, real) == NULL)
		return;
	snprintf(path, sizeof(path), "%s/postmaster.pid", real);
	file = fopen(path, "r");
	if (file != NULL) {
		if (fscanf(file, "%d", &recorded) != 1)
			recorded = 0;
		fclose(file);
	}
	if (recorded > 0 && recorded != getpid() &&
	    look_at(recorded, &state, &parent) && state != 'Z' &&
	    is_server_in(recorded, real))
		return; /* alive: PostgreSQL itself refuses to start */
	for (int i = 0; i < KILLS_MAX; i++) {
		if (signal_all(SIGKILL, 0, real) == 0)
			break;
		pause_ms(5);
	}
	/* Whoever has that number now, it is no server here. */
	if (recorded > 0)
		unlink(path);
}
