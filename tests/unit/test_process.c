/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "gauss/instance.h"
#include "gauss/proc_stat.h"
#include "ocf/why.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

static void *
sleep_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

/* The end of a pipe from which the child says that it is ready. */
typedef void child_body(int ready);

static void
say_ready(int ready)
{
	if (write(ready, "r", 1) != 1)
		_exit(1);
}

static void
sleeper(int ready)
{
	say_ready(ready);
	sleep_for_ever(NULL);
}

static void
stubborn_sleeper(int ready)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	sleeper(ready);
}

static void
leader_that_leaves_a_thread(int ready)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleep_for_ever, NULL) != 0)
		_exit(1);
	say_ready(ready);
	pthread_exit(NULL);
}

static void
sleeper_on_a_terminal(int ready)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	int slave;

	setsid();
	if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0 ||
	    (slave = open(ptsname(terminal), O_RDWR)) < 0)
		_exit(1);
	(void)ioctl(slave, TIOCSCTTY, 0);
	sleeper(ready);
}

/* A process of the instance's owner in its directory. */
static pid_t
spawn(const struct scratch *scratch, const char *directory, child_body *body)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready) != 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0) {
		close(ready[0]);
		if ((geteuid() == 0 && (setgid(scratch->gid) != 0 ||
					   setuid(scratch->uid) != 0)) ||
		    chdir(directory) != 0)
			_exit(1);
		body(ready[1]);
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		printf("a child was not ready\n");
	close(ready[0]);
	return pid;
}

static void
reap(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static struct instance
instance_of(const struct scratch *scratch)
{
	struct instance instance = { .uid = scratch->uid, .gid = scratch->gid };

	strcpy(instance.datadir, scratch->datadir);
	return instance;
}

static void
tell_pid(const struct scratch *scratch, pid_t pid)
{
	char text[32];

	snprintf(text, sizeof(text), "%d\n", (int)pid);
	scratch_file(scratch, "postmaster.pid", text);
}

static void
nothing_in_the_directory_is_proof_of_absence(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t found = 42;

	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	CHECK(found == 0);
	/* Alive, but elsewhere: the number was given away again. */
	tell_pid(&scratch, getpid());
	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	scratch_drop(&scratch);
}

static void
the_process_of_the_pid_file_is_the_server(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t pid = spawn(&scratch, scratch.datadir, sleeper), found;

	tell_pid(&scratch, pid);
	CHECK(process_find(&instance, &found) == PROCESS_RUNNING);
	CHECK(found == pid);
	instance.uid++;
	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	reap(pid);
	scratch_drop(&scratch);
}

static void
a_process_that_no_pid_file_names_is_a_stray(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t pid = spawn(&scratch, scratch.datadir, sleeper), found;

	CHECK(process_find(&instance, &found) == PROCESS_STRAY);
	CHECK(found == pid);
	reap(pid);
	pid = spawn(&scratch, "/", sleeper);
	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	reap(pid);
	scratch_drop(&scratch);
}

static void
a_zombie_runs_no_more(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t pid = spawn(&scratch, scratch.datadir, sleeper), found;
	siginfo_t info;

	tell_pid(&scratch, pid);
	kill(pid, SIGKILL);
	CHECK(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0);
	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	reap(pid);
	scratch_drop(&scratch);
}

/* Not process_is_stuck(): what waits for the disk for a moment is that, too. */
static bool
is_zombie(pid_t pid)
{
	char path[64], line[512] = "";
	const char *end;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (file == NULL || fgets(line, sizeof(line), file) == NULL)
		line[0] = '\0';
	if (file != NULL)
		fclose(file);
	end = strrchr(line, ')');
	return end != NULL && strncmp(end, ") Z", 3) == 0;
}

/* Until the first thread is gone. */
static void
await_zombie(pid_t pid)
{
	struct timespec moment = { .tv_nsec = 5000000 };

	for (int i = 0; i < 400 && !is_zombie(pid); i++)
		nanosleep(&moment, NULL);
}

static void
a_server_whose_first_thread_is_gone_runs_still(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t pid =
	    spawn(&scratch, scratch.datadir, leader_that_leaves_a_thread);
	struct why why = { "" };
	pid_t found;

	await_zombie(pid);
	tell_pid(&scratch, pid);
	CHECK(process_is_stuck(pid));
	CHECK(process_find(&instance, &found) == PROCESS_RUNNING);
	CHECK(process_kill_all(
	    &instance, moment_after(moment_now(), 5000), &why));
	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	reap(pid);
	scratch_drop(&scratch);
}

static void
a_stopped_process_is_stuck_and_its_end_is_seen(void)
{
	struct scratch scratch = scratch_make();
	pid_t pid = spawn(&scratch, scratch.datadir, sleeper);
	struct pollfd fd = { .fd = process_watch(pid), .events = POLLIN };
	int status;

	CHECK(!process_is_stuck(pid));
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(process_is_stuck(pid));
	CHECK(fd.fd >= 0 && poll(&fd, 1, 0) == 0);
	kill(pid, SIGKILL);
	CHECK(poll(&fd, 1, 5000) == 1);
	close(fd.fd);
	reap(pid);
	CHECK(process_watch(pid) < 0 && errno == ESRCH);
	scratch_drop(&scratch);
}

static void
when_a_process_began_is_known_to_a_tick(void)
{
	struct moment before = moment_now();
	struct proc_stat stat;
	struct scratch scratch = scratch_make();
	pid_t pid = spawn(&scratch, scratch.datadir, sleeper);

	CHECK(proc_stat_read(pid, &stat));
	CHECK(moment_between_ms(before, stat.began) > -20);
	CHECK(moment_between_ms(stat.began, moment_now()) >= 0);
	kill(pid, SIGKILL);
	reap(pid);
	CHECK(!proc_stat_read(pid, &stat));
	scratch_drop(&scratch);
}

static void
all_processes_are_killed_and_it_is_proven(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t pids[70], found, outside = spawn(&scratch, "/", sleeper);
	struct why why = { "" };
	int status;

	/* More than are killed in one go. */
	for (int i = 0; i < 70; i++)
		pids[i] = spawn(&scratch, scratch.datadir, stubborn_sleeper);
	CHECK(process_kill_all(
	    &instance, moment_after(moment_now(), 10000), &why));
	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	for (int i = 0; i < 70; i++)
		CHECK(waitpid(pids[i], &status, WNOHANG) == pids[i] &&
		      WTERMSIG(status) == SIGKILL);
	CHECK(waitpid(outside, &status, WNOHANG) == 0);
	reap(outside);
	scratch_drop(&scratch);
}

static void
an_administrator_s_shell_is_no_server(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t pid = spawn(&scratch, scratch.datadir, sleeper_on_a_terminal);
	struct why why = { "" };
	pid_t found;
	int status;

	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	CHECK(process_kill_all(
	    &instance, moment_after(moment_now(), 1000), &why));
	CHECK(waitpid(pid, &status, WNOHANG) == 0);
	/* But a server that was started there by hand is one. */
	tell_pid(&scratch, pid);
	CHECK(process_find(&instance, &found) == PROCESS_RUNNING);
	CHECK(process_kill_all(
	    &instance, moment_after(moment_now(), 5000), &why));
	CHECK(process_find(&instance, &found) == PROCESS_ABSENT);
	reap(pid);
	scratch_drop(&scratch);
}

static void
with_no_time_left_a_survivor_is_named(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	pid_t pid = spawn(&scratch, scratch.datadir, sleeper);
	struct why why = { "" };
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)pid);
	CHECK(!process_kill_all(&instance, moment_now(), &why));
	CHECK(strstr(why.text, number) != NULL);
	reap(pid);
	scratch_drop(&scratch);
}

CHECK_MAIN(nothing_in_the_directory_is_proof_of_absence,
    the_process_of_the_pid_file_is_the_server,
    a_process_that_no_pid_file_names_is_a_stray, a_zombie_runs_no_more,
    a_server_whose_first_thread_is_gone_runs_still,
    a_stopped_process_is_stuck_and_its_end_is_seen,
    when_a_process_began_is_known_to_a_tick,
    all_processes_are_killed_and_it_is_proven,
    an_administrator_s_shell_is_no_server,
    with_no_time_left_a_survivor_is_named)
