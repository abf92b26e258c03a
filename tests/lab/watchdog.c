/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lab-watchdog PID LOG [DEVICE] - the hardware watchdog of a virtual node.
 *
 * Puts /dev/watchdog, or DEVICE, into the node whose first process is PID and
 * goes on in the background: 0 when it is there, 1 with a sentence on stderr.
 * It is a file of FUSE, so its ioctls go through a real kernel, and it is
 * served from outside the node: whatever hangs in there, it does not.  When it
 * runs and is not fed it cuts the node's power.  It ends with the node.
 *
 * As the kernel's: opening starts it, a second open is EBUSY, a close leaves it
 * running (and feeds it once) unless "V" was the last byte written.  Of what
 * ioctls say only that arrives which their numbers declare: WDIOC_SETOPTIONS is
 * declared to read, so it means "stop" here.  SIGUSR1 pauses it, as a
 * hypervisor pauses a machine's; SIGUSR2 lets it go on.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <linux/watchdog.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_S   60
#define REQUEST_MAX (128 * 1024)

static struct {
	int fuse;
	bool is_open, runs, may_stop, is_paused;
	int timeout_s;
	int64_t ends_ms; /* left, while it is paused */
	FILE *log;
} dog = { .timeout_s = DEFAULT_S };

static void fail(const char *what) __attribute__((noreturn));

static void
fail(const char *what)
{
	fprintf(stderr, "lab-watchdog: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void
note(const char *format, ...)
{
	char stamp[32];
	struct timespec now;
	struct tm local;
	va_list args;

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &local);
	strftime(stamp, sizeof stamp, "%b %d %H:%M:%S", &local);
	fprintf(dog.log, "%s.%03ld ", stamp, now.tv_nsec / 1000000);
	va_start(args, format);
	vfprintf(dog.log, format, args);
	va_end(args);
	fputc('\n', dog.log);
	fflush(dog.log);
}

static void
feed(void)
{
	dog.ends_ms = now_ms() + dog.timeout_s * INT64_C(1000);
}

static void
set_running(bool runs)
{
	if (runs != dog.runs)
		note(runs ? "started" : "stopped");
	dog.runs = runs;
	feed();
}

/* Answers. */

static void
answer(uint64_t unique, int error, const void *body, size_t size,
    const void *more, size_t more_size)
{
	struct fuse_out_header head = {
		.len = (uint32_t)(sizeof head + size + more_size),
		.error = error,
		.unique = unique,
	};
	struct iovec parts[3] = { { &head, sizeof head },
		{ (void *)(uintptr_t)body, size },
		{ (void *)(uintptr_t)more, more_size } };

	/* Whoever asked may be gone. */
	(void)!writev(dog.fuse, parts, 3);
}

static void
answer_init(uint64_t unique)
{
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_write = 4096,
	};

	answer(unique, 0, &out, sizeof out, NULL, 0);
}

static void
answer_attributes(uint64_t unique)
{
	struct fuse_attr_out out = {
		.attr = { .ino = 1, .mode = S_IFREG | 0600, .nlink = 1 },
	};

	answer(unique, 0, &out, sizeof out, NULL, 0);
}

static void
answer_open(uint64_t unique)
{
	struct fuse_open_out out = { .open_flags =
					 FOPEN_DIRECT_IO | FOPEN_NONSEEKABLE };

	if (dog.is_open) {
		answer(unique, -EBUSY, NULL, 0, NULL, 0);
		return;
	}
	dog.is_open = true;
	dog.may_stop = false;
	note("opened");
	set_running(true);
	answer(unique, 0, &out, sizeof out, NULL, 0);
}

static void
answer_write(uint64_t unique, const struct fuse_write_in *in)
{
	const char *bytes = (const char *)(in + 1);
	struct fuse_write_out out = { .size = in->size };

	dog.may_stop = memchr(bytes, 'V', in->size) != NULL;
	if (dog.runs)
		feed();
	answer(unique, 0, &out, sizeof out, NULL, 0);
}

static void
answer_release(uint64_t unique)
{
	dog.is_open = false;
	note("closed");
	if (dog.may_stop)
		set_running(false);
	else if (dog.runs)
		feed();
	answer(unique, 0, NULL, 0, NULL, 0);
}

static void
answer_ioctl(uint64_t unique, const struct fuse_ioctl_in *in)
{
	static const struct watchdog_info info = {
		.options =
		    WDIOF_SETTIMEOUT | WDIOF_MAGICCLOSE | WDIOF_KEEPALIVEPING,
		.identity = "lab watchdog",
	};
	struct fuse_ioctl_out out = { .result = 0 };
	const void *body = &dog.timeout_s;
	size_t size = sizeof dog.timeout_s;
	int given;

	switch (in->cmd) {
	case WDIOC_GETSUPPORT:
		body = &info;
		size = sizeof info;
		break;
	case WDIOC_SETTIMEOUT:
		memcpy(&given, in + 1, sizeof given);
		if (given <= 0) {
			out.result = -EINVAL;
			break;
		}
		dog.timeout_s = given;
		note("timeout %d", given);
		feed();
		break;
	case WDIOC_GETTIMEOUT:
		break;
	case WDIOC_SETOPTIONS:
		set_running(false);
		break;
	default:
		answer(unique, -ENOTTY, NULL, 0, NULL, 0);
		return;
	}
	answer(unique, 0, &out, sizeof out, body,
	    in->out_size < size ? in->out_size : size);
}

/* False when the file is gone. */
static bool
serve(void)
{
	static char request[REQUEST_MAX] __attribute__((aligned(8)));
	const struct fuse_in_header *head = (const void *)request;
	ssize_t n = read(dog.fuse, request, sizeof request);

	if (n < 0)
		return errno != ENODEV;
	switch (head->opcode) {
	case FUSE_INIT:
		answer_init(head->unique);
		break;
	case FUSE_GETATTR:
	case FUSE_SETATTR:
		answer_attributes(head->unique);
		break;
	case FUSE_OPEN:
		answer_open(head->unique);
		break;
	case FUSE_WRITE:
		answer_write(head->unique, (const void *)(head + 1));
		break;
	case FUSE_IOCTL:
		answer_ioctl(head->unique, (const void *)(head + 1));
		break;
	case FUSE_RELEASE:
		answer_release(head->unique);
		break;
	case FUSE_FLUSH:
		answer(head->unique, 0, NULL, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	default:
		answer(head->unique, -ENOSYS, NULL, 0, NULL, 0);
		break;
	}
	return true;
}

/* Its place. */

static int
open_node(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		fail("the node is off");
	return fd;
}

/* By a child: this process must not keep the node's files. */
static void
put_into(int node, const char *device)
{
	char options[128];
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (setns(node, CLONE_NEWNS) != 0)
			fail("the node's mounts");
		close(open(device, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
		snprintf(options, sizeof options,
		    "fd=%d,rootmode=100600,user_id=0,group_id=0,allow_other",
		    dog.fuse);
		if (mount("lab-watchdog", device, "fuse", MS_NOSUID | MS_NODEV,
			options) != 0)
			fail(device);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		exit(1);
}

/* As lab-init's links_down(): who is reset says nothing more. */
static void
silence(int node)
{
	static const char *const links[] = { "eth0", "eth1" };
	int fd = -1;

	if (setns(node, CLONE_NEWNET) == 0)
		fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (size_t i = 0; fd >= 0 && i < 2; i++) {
		struct ifreq request = { .ifr_flags = 0 };

		snprintf(
		    request.ifr_name, sizeof request.ifr_name, "%s", links[i]);
		(void)ioctl(fd, SIOCSIFFLAGS, &request);
	}
}

static void
reset(int node)
{
	note("reset: it was not fed for %d s", dog.timeout_s);
	silence(node);
	(void)syscall(SYS_pidfd_send_signal, node, SIGKILL, NULL, 0);
	exit(0);
}

static void
obey(int signals)
{
	struct signalfd_siginfo info;
	bool pauses;

	if (read(signals, &info, sizeof info) != sizeof info)
		return;
	pauses = info.ssi_signo == SIGUSR1;
	if (pauses != dog.is_paused)
		dog.ends_ms += pauses ? -now_ms() : now_ms();
	dog.is_paused = pauses;
}

static int
left_ms(void)
{
	int64_t left = dog.ends_ms - now_ms();

	if (!dog.runs || dog.is_paused)
		return -1;
	return left < 0 ? 0 : (int)left;
}

static void
live(int node, int signals)
{
	struct pollfd wait[] = {
		{ .fd = dog.fuse, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = node, .events = POLLIN },
	};

	for (;;) {
		(void)poll(wait, 3, left_ms());
		if (wait[2].revents != 0)
			exit(0);
		if (wait[1].revents != 0)
			obey(signals);
		/* What was asked before the end counts. */
		if (wait[0].revents != 0 && !serve())
			exit(0);
		if (wait[0].revents == 0 && left_ms() == 0)
			reset(node);
	}
}

static int
block_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

int
main(int argc, char **argv)
{
	int node, signals;
	pid_t child;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: lab-watchdog PID LOG [DEVICE]\n");
		return 2;
	}
	node = open_node(atoi(argv[1]));
	dog.log = fopen(argv[2], "ae");
	dog.fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (dog.log == NULL || dog.fuse < 0)
		fail("/dev/fuse");
	put_into(node, argc == 4 ? argv[3] : "/dev/watchdog");
	signals = block_signals();
	child = fork();
	if (child < 0)
		fail("fork");
	if (child > 0) {
		printf("%d\n", (int)child);
		return 0;
	}
	setsid();
	for (int fd = 0; fd < 3; fd++)
		(void)dup2(fileno(dog.log), fd);
	live(node, signals);
}
