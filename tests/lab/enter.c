/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lab-enter STATE NODE [--user USER] [--] COMMAND... - runs a command in a
 * node.
 *
 * Passes the command's exit status on (128 + n if signal n ended it, 127 if it
 * was not found).  The command starts as root, or as USER, in / with a clean
 * environment; it dies with this program.  125: the lab or the node is not
 * there, with a sentence on stderr.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define NOT_THERE  125

static pid_t child;

static void fail(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

static void
fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "lab: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(NOT_THERE);
}

/* The first line of STATE/name, without its newline; false if not readable. */
static int
read_line(const char *state, const char *name, char *ret_line, int bytes)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "%s/%s", state, name);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	int read = fgets(ret_line, bytes, file) != NULL;
	fclose(file);
	if (read)
		ret_line[strcspn(ret_line, "\n")] = '\0';
	return read;
}

/*
 * The process id in NODE.pid may be another's by now; the cgroup tells, and its
 * path ends with what the lab chose: .../gaussha-lab-NAME/NODE.
 */
static int
is_of_cgroup(pid_t pid, const char *cgroup)
{
	char path[64], line[PATH_BYTES];
	const char *lab = strstr(cgroup, "/gaussha-lab-");
	int is = 0;

	snprintf(path, sizeof path, "/proc/%d/cgroup", (int)pid);
	FILE *file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "0::", 3) == 0 && lab != NULL)
			is = strcmp(line + 3, lab) == 0;
	}
	if (file != NULL)
		fclose(file);
	return is;
}

/* Joins the node's namespaces; returns its cgroup.procs, open. */
static int
join_node(const char *state, const char *node)
{
	char top[PATH_BYTES], name[256], line[32], cgroup[PATH_BYTES + 300];

	if (!read_line(state, "cgroup", top, sizeof top))
		fail("this lab is not up (%s is not there); start it: lab up",
		    state);
	snprintf(cgroup, sizeof cgroup, "%s/%s/cgroup.procs", top, node);
	int procs = open(cgroup, O_WRONLY | O_CLOEXEC);
	if (procs < 0)
		fail("this lab has no node '%s'", node);
	*strrchr(cgroup, '/') = '\0';
	snprintf(name, sizeof name, "%s.pid", node);
	if (!read_line(state, name, line, sizeof line))
		fail("%s is off", node);
	pid_t pid = atoi(line);
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0 || !is_of_cgroup(pid, cgroup))
		fail("%s is off", node);
	if (setns(pidfd, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			     CLONE_NEWPID | CLONE_NEWNET) != 0)
		fail("%s is off", node);
	close(pidfd);
	return procs;
}

static void
become(const char *user)
{
	struct passwd *entry = getpwnam(user);

	if (entry == NULL)
		fail("there is no user '%s' in the node", user);
	if (initgroups(user, entry->pw_gid) != 0 ||
	    setgid(entry->pw_gid) != 0 || setuid(entry->pw_uid) != 0)
		fail("cannot become %s: %s", user, strerror(errno));
	setenv("HOME", entry->pw_dir, 1);
	setenv("SHELL", entry->pw_shell, 1);
	setenv("USER", user, 1);
	setenv("LOGNAME", user, 1);
}

static void
clean_environment(void)
{
	const char *terminal = getenv("TERM");
	char *kept = strdup(terminal != NULL ? terminal : "dumb");

	clearenv();
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", 1);
	setenv("HOME", "/root", 1);
	setenv("LANG", "C.UTF-8", 1);
	setenv("TERM", kept, 1);
	free(kept);
}

static void
run_child(int procs, const char *user, const char *cwd, char **command)
{
	sigset_t none;

	/* Not before the fork: a frozen node must not freeze who entered it. */
	if (write(procs, "0", 1) != 1)
		fail("cannot join the node's cgroup: %s", strerror(errno));
	clean_environment();
	if (chdir(cwd) != 0 && chdir("/") != 0)
		fail("/: %s", strerror(errno));
	if (user != NULL)
		become(user);
	/* After become(), which clears it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(command[0], command);
	fprintf(stderr, "lab: %s: %s\n", command[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static void
pass_on(int signal)
{
	if (child > 0)
		kill(child, signal);
}

static int
wait_child(void)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			fail("waiting: %s", strerror(errno));
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* A terminal signals the whole group, the command too: that is its to answer.
 */
static void
settle_signals(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGTERM, pass_on);
	signal(SIGHUP, pass_on);
}

static int
takes_working_directory(const char *node)
{
	return strcmp(node, "client") == 0 || strcmp(node, "gateway") == 0;
}

int
main(int argc, char **argv)
{
	char here[PATH_BYTES] = "/";
	const char *user = NULL;
	int at = 3;

	if (argc > at + 1 && strcmp(argv[at], "--user") == 0) {
		user = argv[at + 1];
		at += 2;
	}
	if (argc > at && strcmp(argv[at], "--") == 0)
		at++;
	if (argc <= at) {
		fprintf(stderr,
		    "usage: lab exec NODE [--user USER] [--] COMMAND...\n");
		return NOT_THERE;
	}
	/* The client sees the host's files: there a relative path has a
	 * meaning. */
	if (takes_working_directory(argv[2]) &&
	    getcwd(here, sizeof here) == NULL)
		strcpy(here, "/");
	int procs = join_node(argv[1], argv[2]);
	child = fork();
	if (child < 0)
		fail("fork: %s", strerror(errno));
	if (child == 0)
		run_child(procs, user, here, argv + at);
	settle_signals();
	return wait_child();
}
