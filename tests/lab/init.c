/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lab-init NAME PLAN CGROUP PIDFILE [LOG] - switches a virtual node on.
 *
 * Starts the first process of a node in namespaces (mount, host name, IPC,
 * process ids, network) and a cgroup of its own, and returns when the node
 * stands: 0, or 1 with a sentence on stderr.  SIGKILL to that first process,
 * whose id is in PIDFILE, is the power cut: the kernel kills the others.
 *
 * The first process does what PLAN says, a step a line, fields split by tabs:
 *     mount TYPE SOURCE TARGET FLAGS DATA     ("-" stands for nothing)
 *     dir MODE PATH        device MODE PATH MAJOR MINOR
 *     link PATH TARGET     write PATH TEXT     unmount PATH
 * then reaps and, if LOG is named, keeps the node's syslog there (/dev must be
 * the node's own then), and plays the machine to a program that resets it by
 * /proc/sysrq-trigger: the host must not be reset in its place.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FIELDS_MAX 6
#define LINE_BYTES 8192
#define SYSRQ_FIFO "/dev/sysrq"
#define MESSAGES   "/var/log/messages"

static void fail(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

static void
fail(const char *format, ...)
{
	int error = errno;
	va_list args;

	fprintf(stderr, "lab-init: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(1);
}

/* The steps of a plan. */

static unsigned long
mount_flags(char *words)
{
	static const struct {
		const char *word;
		unsigned long flag;
	} table[] = {
		{ "ro", MS_RDONLY },
		{ "nosuid", MS_NOSUID },
		{ "nodev", MS_NODEV },
		{ "noexec", MS_NOEXEC },
		{ "bind", MS_BIND },
		{ "rec", MS_REC },
		{ "remount", MS_REMOUNT },
		{ "-", 0 },
	};
	unsigned long flags = 0;
	char *rest = words;

	for (char *word; (word = strsep(&rest, ",")) != NULL;) {
		size_t i = 0;
		while (i < sizeof table / sizeof table[0] &&
		       strcmp(word, table[i].word) != 0)
			i++;
		if (i == sizeof table / sizeof table[0]) {
			errno = EINVAL;
			fail("mount flag '%s'", word);
		}
		flags |= table[i].flag;
	}
	return flags;
}

static const char *
or_null(const char *field)
{
	return strcmp(field, "-") == 0 ? NULL : field;
}

static mode_t
mode_of(const char *octal)
{
	return (mode_t)strtoul(octal, NULL, 8);
}

static int
step_mount(char **field)
{
	return mount(or_null(field[1]), field[2], or_null(field[0]),
	    mount_flags(field[3]), or_null(field[4]));
}

static int
step_dir(char **field)
{
	if (mkdir(field[1], 0700) != 0 && errno != EEXIST)
		return -1;
	return chmod(field[1], mode_of(field[0]));
}

static int
step_device(char **field)
{
	dev_t device =
	    makedev((unsigned)atoi(field[2]), (unsigned)atoi(field[3]));

	if (mknod(field[1], S_IFCHR | 0600, device) != 0)
		return -1;
	return chmod(field[1], mode_of(field[0]));
}

static int
step_link(char **field)
{
	return symlink(field[1], field[0]);
}

static int
step_write(char **field)
{
	size_t bytes = strlen(field[1]);
	int fd = open(field[0], O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	ssize_t done = write(fd, field[1], bytes);
	close(fd);
	return done == (ssize_t)bytes ? 0 : -1;
}

static int
step_unmount(char **field)
{
	return umount2(field[0], MNT_DETACH);
}

static const struct step {
	const char *verb;
	int nfields;
	int (*act)(char **field);
} steps[] = {
	{ "mount", 5, step_mount },
	{ "unmount", 1, step_unmount },
	{ "dir", 2, step_dir },
	{ "device", 4, step_device },
	{ "link", 2, step_link },
	{ "write", 2, step_write },
};

static void
follow_line(char *line)
{
	char *field[FIELDS_MAX] = { NULL }, *rest = line;
	int n = 0;

	while (n < FIELDS_MAX && rest != NULL)
		field[n++] = strsep(&rest, "\t\n");
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		if (strcmp(field[0], steps[i].verb) != 0)
			continue;
		/* strsep leaves an empty field where the newline stood. */
		if (n < steps[i].nfields + 1)
			break;
		if (steps[i].act(field + 1) != 0)
			fail("%s %s %s", field[0], field[1],
			    n > 2 ? field[2] : "");
		return;
	}
	errno = EINVAL;
	fail("step '%s' of the plan", field[0]);
}

static void
follow_plan(FILE *plan)
{
	char line[LINE_BYTES];

	while (fgets(line, sizeof line, plan) != NULL)
		follow_line(line);
	fclose(plan);
}

/* The node's syslog: from /dev/log to LOG, with milliseconds. */

static int
open_syslog(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
		.sun_path = "/dev/log" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
		fail("/dev/log");
	(void)chmod(address.sun_path, 0666);
	return fd;
}

/* What follows "<30>Nov 21 22:01:02 ", of which a sender may omit the date. */
static const char *
past_header(const char *message)
{
	const char *at = message;

	if (*at == '<' && strchr(at, '>') != NULL)
		at = strchr(at, '>') + 1;
	if (strlen(at) > 16 && at[3] == ' ' && at[9] == ':' && at[12] == ':' &&
	    at[15] == ' ')
		at += 16;
	return at;
}

static void
log_message(int messages, const char *name, char *message)
{
	char stamp[32], line[LINE_BYTES + 128];
	struct timeval now;
	struct tm local;

	for (char *at = message; *at != '\0'; at++)
		if (*at == '\n')
			*at = ' ';
	gettimeofday(&now, NULL);
	localtime_r(&now.tv_sec, &local);
	strftime(stamp, sizeof stamp, "%b %d %H:%M:%S", &local);
	int bytes = snprintf(line, sizeof line, "%s.%03ld %s %s\n", stamp,
	    (long)now.tv_usec / 1000, name, past_header(message));
	(void)!write(messages, line, (size_t)bytes);
}

static void
drain_syslog(int fd, int messages, const char *name)
{
	char message[LINE_BYTES];
	ssize_t bytes;

	while ((bytes = recv(fd, message, sizeof message - 1, 0)) > 0) {
		message[bytes] = '\0';
		log_message(messages, name, message);
	}
}

/* The node's reset button. */

static int
open_sysrq(void)
{
	/* A kernel without one: nothing to keep from a node. */
	if (access("/proc/sysrq-trigger", F_OK) != 0)
		return -1;
	if (mkfifo(SYSRQ_FIFO, 0200) != 0 ||
	    mount(SYSRQ_FIFO, "/proc/sysrq-trigger", NULL, MS_BIND, NULL) != 0)
		fail("/proc/sysrq-trigger");
	/* Both ways, so that it neither blocks nor sees an end of file. */
	int fd = open(SYSRQ_FIFO, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		fail(SYSRQ_FIFO);
	return fd;
}

/*
 * A machine that is reset says nothing more.  Its killed processes would: their
 * sockets close, and the peers would see a FIN where a real one is silent.
 */
static void
links_down(void)
{
	static const char *const links[] = { "eth0", "eth1" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (size_t i = 0; fd >= 0 && i < 2; i++) {
		struct ifreq request = { .ifr_flags = 0 };
		snprintf(
		    request.ifr_name, sizeof request.ifr_name, "%s", links[i]);
		(void)ioctl(fd, SIOCSIFFLAGS, &request);
	}
}

static void
obey_sysrq(int fd)
{
	char key;

	while (read(fd, &key, 1) == 1) {
		if (strchr("boc", key) == NULL)
			continue;
		links_down();
		_exit(0);
	}
}

/* The life of the first process. */

static int
watch_children(void)
{
	sigset_t children;

	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_BLOCK, &children, NULL);
	return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
reap(int fd)
{
	struct signalfd_siginfo ignored;

	while (read(fd, &ignored, sizeof ignored) > 0)
		continue;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
}

static void
live(const char *name, struct pollfd wait[3], int messages)
{
	for (;;) {
		if (poll(wait, 3, -1) < 0 && errno != EINTR)
			_exit(1);
		if (wait[0].revents != 0)
			reap(wait[0].fd);
		if (wait[1].revents != 0)
			drain_syslog(wait[1].fd, messages, name);
		if (wait[2].revents != 0)
			obey_sysrq(wait[2].fd);
	}
}

/* Tells the launcher that the node stands, and lets its terminal go. */
static void
report(int ready)
{
	(void)!write(ready, "1", 1);
	close(ready);
	int nothing = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(nothing, fd);
	if (nothing > 2)
		close(nothing);
}

static void
first_process(const char *name, FILE *plan, int ready, const char *log)
{
	struct pollfd wait[3] = {
		{ .fd = watch_children(), .events = POLLIN },
		{ .fd = -1, .events = POLLIN },
		{ .fd = -1, .events = POLLIN },
	};
	int messages = -1;

	setsid();
	prctl(PR_SET_NAME, "lab-node");
	umask(0);
	if (sethostname(name, strlen(name)) != 0)
		fail("host name %s", name);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		fail("private mounts");
	follow_plan(plan);
	umask(022);
	if (log != NULL) {
		messages =
		    open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
		wait[1].fd = open_syslog();
		wait[2].fd = open_sysrq();
	}
	if (chdir("/") != 0)
		fail("/");
	report(ready);
	live(name, wait, messages);
}

static pid_t
clone_into(int cgroup)
{
	struct clone_args args = {
		.flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
			 CLONE_NEWPID | CLONE_NEWNET | CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = (unsigned int)cgroup,
	};

	return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

static void
note_pid(const char *path, pid_t pid)
{
	FILE *file = fopen(path, "we");

	if (file == NULL || fprintf(file, "%d\n", (int)pid) < 0 ||
	    fclose(file) != 0)
		fail("%s", path);
}

int
main(int argc, char **argv)
{
	int ready[2];
	char told;

	if (argc != 5 && argc != 6) {
		fprintf(
		    stderr, "usage: lab-init NAME PLAN CGROUP PIDFILE [LOG]\n");
		return 2;
	}
	FILE *plan = fopen(argv[2], "re");
	if (plan == NULL)
		fail("%s", argv[2]);
	int cgroup = open(argv[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0)
		fail("%s", argv[3]);
	if (pipe2(ready, O_CLOEXEC) != 0)
		fail("pipe");
	pid_t pid = clone_into(cgroup);
	if (pid < 0)
		fail("the namespaces of %s", argv[1]);
	if (pid == 0)
		first_process(argv[1], plan, ready[1], argv[5]);
	note_pid(argv[4], pid);
	close(ready[1]);
	return read(ready[0], &told, 1) == 1 ? 0 : 1;
}
