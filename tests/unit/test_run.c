/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ocf/run.h"
#include "ocf/why.h"

static struct run child;
static struct why why;

#define SOON     200   /* ms: a deadline that is meant to pass */
#define LATE     20000 /* one that is not */
#define PATIENCE 5000  /* for what must happen, on a busy machine */

/* Runs one line of shell; the shell is the test's, run() knows of none. */
static bool
run_script(const char *script, int64_t ms)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };

	child.argv = argv;
	child.deadline = moment_after(moment_now(), ms);
	why.text[0] = '\0';
	return run(&child, &why);
}

static int64_t
since(struct moment begun)
{
	return moment_between_ms(begun, moment_now());
}

/* True when the process is gone, or dead and not yet reaped by init. */
static bool
is_dead(pid_t pid)
{
	char path[64], text[256] = "";
	FILE *file;
	bool dead;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return true;
	dead = fgets(text, sizeof(text), file) == NULL ||
	       strstr(text, ") Z ") != NULL;
	fclose(file);
	return dead;
}

static bool
dies_in_time(pid_t pid)
{
	struct moment begun = moment_now();

	while (!is_dead(pid) && since(begun) < PATIENCE)
		poll(NULL, 0, 5);
	return is_dead(pid);
}

static void
success_is_an_exit_with_0(void)
{
	CHECK(run_script("echo out; echo err >&2", LATE));
	CHECK(child.exit_status == 0);
	CHECK(child.signal == 0);
	CHECK(!child.timed_out);
	CHECK(strcmp(child.output, "out\nerr\n") == 0);
	CHECK(child.noutput == 8);
	CHECK(why.text[0] == '\0');
}

static void
a_failure_is_told_with_the_last_words(void)
{
	CHECK(
	    !run_script("echo first; echo 'no such role'; echo; exit 3", LATE));
	CHECK(child.exit_status == 3);
	CHECK(strcmp(why.text, "sh ended with status 3: no such role") == 0);
	CHECK(!run_script("exit 4", LATE));
	CHECK(strcmp(why.text, "sh ended with status 4") == 0);
}

static void
a_signal_is_told_by_its_name(void)
{
	CHECK(!run_script("kill -9 $$", LATE));
	CHECK(child.exit_status == -1);
	CHECK(child.signal == SIGKILL);
	CHECK(!child.timed_out);
	CHECK(strcmp(why.text, "sh was ended by signal 9 (Killed)") == 0);
}

static void
a_missing_program_is_named(void)
{
	const char *const argv[] = { "/nowhere/gs_ctl", "query", NULL };

	child.argv = argv;
	child.deadline = moment_after(moment_now(), LATE);
	CHECK(!run(&child, &why));
	CHECK(child.exit_status == -1);
	CHECK(strcmp(why.text, "/nowhere/gs_ctl could not be started: "
			       "No such file or directory") == 0);
}

static void
at_the_deadline_the_child_is_ended(void)
{
	struct moment begun = moment_now();

	CHECK(!run_script("echo waiting; exec sleep 100", SOON));
	CHECK(since(begun) >= SOON);
	CHECK(since(begun) < PATIENCE);
	CHECK(child.timed_out);
	CHECK(child.exit_status == -1);
	CHECK(child.signal == SIGTERM);
	CHECK(strcmp(why.text, "sh had not ended after 0.2 s, its deadline, "
			       "and was killed: waiting") == 0);
}

static void
at_the_deadline_the_whole_group_is_killed(void)
{
	pid_t grandchild;

	/* Deaf to SIGTERM, both of them, and one of them silent as well. */
	CHECK(!run_script("trap '' TERM; sleep 100 >/dev/null 2>&1 & echo $!; "
			  "sleep 100; sleep 100",
	    SOON));
	CHECK(child.timed_out);
	CHECK(child.signal == SIGKILL);
	grandchild = atoi(child.output);
	CHECK(grandchild > 1);
	CHECK(dies_in_time(grandchild));
}

static void
a_grandchild_that_outlives_sigterm_is_killed_too(void)
{
	pid_t grandchild;

	CHECK(!run_script("sh -c \"trap '' TERM; echo \\$\\$; sleep 100; "
			  "sleep 100\" & wait",
	    SOON));
	grandchild = atoi(child.output);
	CHECK(grandchild > 1);
	CHECK(dies_in_time(grandchild));
}

static void
what_a_starter_leaves_behind_lives_on(void)
{
	struct moment begun = moment_now();
	pid_t left;

	CHECK(run_script("sleep 100 & echo $!", LATE));
	CHECK(since(begun) < PATIENCE);
	left = atoi(child.output);
	CHECK(left > 1 && !is_dead(left));
	if (left > 1)
		kill(left, SIGKILL);
}

static void
output_is_kept_up_to_its_bound(void)
{
	CHECK(run_script("head -c 200000 /dev/zero | tr '\\0' x", LATE));
	CHECK(child.noutput == RUN_OUTPUT_MAX - 1);
	CHECK(strlen(child.output) == RUN_OUTPUT_MAX - 1);
	CHECK(child.output[RUN_OUTPUT_MAX - 2] == 'x');
}

static void
what_is_longer_goes_where_there_is_room(void)
{
	static char room[RUN_OUTPUT_MAX * 2];
	bool ok;

	child.room = room;
	child.room_size = sizeof(room);
	ok = run_script(
	    "head -c 20000 /dev/zero | tr '\\0' x; echo; exit 3", LATE);
	CHECK(!ok && child.noutput == 20001 && strlen(room) == 20001);
	CHECK(strncmp(why.text, "sh ended with status 3: xxx", 27) == 0);
	ok = run_script("head -c 99999 /dev/zero | tr '\\0' x", LATE);
	CHECK(ok && child.noutput == sizeof(room) - 1);
	CHECK(strlen(room) == sizeof(room) - 1);
	child.room = NULL;
}

static void
endless_talk_does_not_hold_the_deadline(void)
{
	struct moment begun = moment_now();

	CHECK(!run_script("exec yes", SOON));
	CHECK(child.timed_out);
	CHECK(since(begun) < PATIENCE);
}

static void
without_time_nothing_is_started(void)
{
	CHECK(!run_script("echo started", -1));
	CHECK(child.timed_out);
	CHECK(child.noutput == 0);
	CHECK(strcmp(why.text, "no time was left to run sh") == 0);
}

static void
the_child_reads_nothing_and_inherits_nothing(void)
{
	int fd = fcntl(STDOUT_FILENO, F_DUPFD, 50);

	/* The last one is the folder itself, which ls has open. */
	CHECK(run_script("cat; exec ls /proc/self/fd", LATE));
	CHECK(strcmp(child.output, "0\n1\n2\n3\n") == 0);
	close(fd);
}

static void
the_child_begins_with_signals_as_new(void)
{
	sigset_t usr1, before;
	unsigned long long blocked = 1, ignored = 1;

	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, &before);
	signal(SIGPIPE, SIG_IGN);
	CHECK(
	    run_script("exec grep -E '^Sig(Blk|Ign)' /proc/self/status", LATE));
	CHECK(sscanf(child.output, "SigBlk:\t%llx\nSigIgn:\t%llx\n", &blocked,
		  &ignored) == 2);
	/* 32 and 33 are the C library's own; make leaves them ignored. */
	CHECK((blocked & 0x7fffffff) == 0);
	CHECK((ignored & 0x7fffffff) == 0);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void
environment_and_directory_are_the_callers_choice(void)
{
	const char *const env[] = { "ONLY=this", "PATH=/usr/bin:/bin", NULL };

	child.env = env;
	child.directory = "/usr";
	CHECK(run_script("echo $ONLY $HOME; pwd", LATE));
	CHECK(strcmp(child.output, "this\n/usr\n") == 0);
	child.directory = "/nowhere";
	CHECK(!run_script("pwd", LATE));
	CHECK(strcmp(why.text, "sh could not be started in /nowhere: "
			       "No such file or directory") == 0);
	child.env = NULL;
	child.directory = NULL;
}

/* As root nobody it becomes; as anybody else that is refused. */
static void
the_user_is_changed_with_all_its_groups_or_not_at_all(void)
{
	const struct passwd *nobody = getpwnam("nobody");
	char expected[64];
	bool well;

	CHECK(nobody != NULL);
	if (nobody == NULL || nobody->pw_uid == geteuid())
		return;
	child.uid = nobody->pw_uid;
	child.gid = nobody->pw_gid;
	snprintf(expected, sizeof(expected), "%u %u %u\n", (unsigned)child.uid,
	    (unsigned)child.gid, (unsigned)child.gid);
	well = run_script("echo $(id -u) $(id -g) $(id -G)", LATE);
	CHECK(well == (geteuid() == 0));
	if (well)
		CHECK(strcmp(child.output, expected) == 0);
	else
		CHECK(strstr(why.text, "could not be started as user id"));
	child.uid = 0;
	child.gid = 0;
}

static void
several_run_at_the_same_time(void)
{
	static struct run runs[4];
	const char *const argv[] = { "sleep", "0.4", NULL };
	struct moment begun = moment_now();

	for (int i = 0; i < 4; i++) {
		runs[i].argv = argv;
		runs[i].deadline = moment_after(begun, LATE);
	}
	CHECK(run_all(runs, 4, &why));
	CHECK(since(begun) >= 400);
	CHECK(since(begun) < 4 * 400);
}

static void
of_several_the_first_that_failed_is_told(void)
{
	static struct run runs[3];
	const char *const well[] = { "true", NULL };
	const char *const ill[] = { "false", NULL };
	const char *const worse[] = { "/nowhere/x", NULL };

	runs[0].argv = well;
	runs[1].argv = ill;
	runs[2].argv = worse;
	for (int i = 0; i < 3; i++)
		runs[i].deadline = moment_after(moment_now(), LATE);
	CHECK(!run_all(runs, 3, &why));
	CHECK(strcmp(why.text, "false ended with status 1") == 0);
	CHECK(runs[0].exit_status == 0);
	CHECK(run_all(runs, 1, &why));
	CHECK(run_all(runs, 0, &why));
	CHECK(!run_all(runs, RUNS_MAX + 1, &why));
}

static void
a_detached_child_has_a_session_and_a_file_of_its_own(void)
{
	const char *const argv[] = { "/bin/sh", "-c",
		"test $(ps -o sid= -p $$) = $$ && echo mine", NULL };
	char path[] = "/tmp/test_run.XXXXXX", text[64] = "";
	struct run detached = { .argv = argv };
	int fd = mkstemp(path), status = -1;
	pid_t pid = -1;

	CHECK(write(fd, "before\n", 7) == 7);
	CHECK(run_detached(&detached, path, &pid, &why));
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	CHECK(pread(fd, text, sizeof(text) - 1, 0) > 0);
	CHECK(strcmp(text, "before\nmine\n") == 0);
	close(fd);
	unlink(path);
}

static void
a_detached_child_that_cannot_start_is_told(void)
{
	const char *const missing[] = { "/nowhere/x", NULL };
	const char *const argv[] = { "true", NULL };
	struct run detached = { .argv = missing };

	CHECK(!run_detached(&detached, NULL, NULL, &why));
	CHECK(strcmp(why.text, "/nowhere/x could not be started: "
			       "No such file or directory") == 0);
	detached.argv = argv;
	CHECK(!run_detached(&detached, "/nowhere/log", NULL, &why));
	CHECK(strcmp(why.text, "true could not be started: no output for it: "
			       "No such file or directory") == 0);
}

/* The pid of a sleep whose starter has ended; -1 when it could not start. */
static pid_t
start_orphan(int death_signal)
{
	const char *const argv[] = { "sleep", "100", NULL };
	struct run detached = { .argv = argv, .death_signal = death_signal };
	pid_t starter, pid = -1;
	int fds[2];

	if (pipe(fds) != 0 || (starter = fork()) < 0)
		return -1;
	if (starter == 0) {
		run_detached(&detached, NULL, &pid, NULL);
		if (write(fds[1], &pid, sizeof(pid)) < 0)
			_exit(1);
		_exit(0);
	}
	waitpid(starter, NULL, 0);
	if (read(fds[0], &pid, sizeof(pid)) != sizeof(pid))
		pid = -1;
	close(fds[0]);
	close(fds[1]);
	return pid;
}

static void
a_detached_child_lives_on_or_dies_with_its_caller_as_told(void)
{
	pid_t lives = start_orphan(0), dies = start_orphan(SIGTERM);

	CHECK(lives > 1 && dies > 1);
	if (lives <= 1 || dies <= 1)
		return;
	CHECK(dies_in_time(dies));
	CHECK(!is_dead(lives));
	kill(lives, SIGKILL);
}

static void
no_zombie_and_no_descriptor_is_left(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), after;

	for (int i = 0; i < 5; i++)
		run_script("true", LATE);
	after = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	CHECK(after == fd + 1);
	close(after);
	close(fd);
	CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

CHECK_MAIN(success_is_an_exit_with_0, a_failure_is_told_with_the_last_words,
    a_signal_is_told_by_its_name, a_missing_program_is_named,
    at_the_deadline_the_child_is_ended,
    at_the_deadline_the_whole_group_is_killed,
    a_grandchild_that_outlives_sigterm_is_killed_too,
    what_a_starter_leaves_behind_lives_on, output_is_kept_up_to_its_bound,
    what_is_longer_goes_where_there_is_room,
    endless_talk_does_not_hold_the_deadline, without_time_nothing_is_started,
    the_child_reads_nothing_and_inherits_nothing,
    the_child_begins_with_signals_as_new,
    environment_and_directory_are_the_callers_choice,
    the_user_is_changed_with_all_its_groups_or_not_at_all,
    several_run_at_the_same_time, of_several_the_first_that_failed_is_told,
    a_detached_child_has_a_session_and_a_file_of_its_own,
    a_detached_child_that_cannot_start_is_told,
    a_detached_child_lives_on_or_dies_with_its_caller_as_told,
    no_zombie_and_no_descriptor_is_left)
