/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/sentry.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Linux 5.3 has them; the headers of a build host may be older. */
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

#define AGAIN_MS 1

enum { NOBODY = 0, STRANGER = -1 /* of another pid namespace */ };

static pid_t
who_stands(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
		return NOBODY;
	return lock.l_pid > 0 ? lock.l_pid : STRANGER;
}

/*
 * The pidfd is opened before the last look, so that the signal cannot hit
 * another process that got the number meanwhile.
 */
static void
end_him(int fd, pid_t pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	bool unknown = pidfd < 0 && errno == ENOSYS;

	if (who_stands(fd) != pid)
		unknown = false;
	else if (pidfd >= 0)
		(void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
	if (unknown)
		(void)kill(pid, SIGKILL);
	if (pidfd >= 0)
		close(pidfd);
}

bool
sentry_relieve(int turn_fd, struct moment until)
{
	for (;;) {
		pid_t pid = who_stands(turn_fd);

		if (pid == NOBODY)
			return true;
		if (pid != STRANGER)
			end_him(turn_fd, pid);
		if (moment_left_ms(until, moment_now()) == 0)
			return false;
		(void)poll(NULL, 0, AGAIN_MS);
	}
}

bool
sentry_stand(int turn_fd, struct moment until)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (!sentry_relieve(turn_fd, until) ||
	    fcntl(turn_fd, F_SETLK, &lock) != 0)
		return false;
	/* The parent's descriptor is the same open file: it ends there too. */
	return flock(turn_fd, LOCK_UN) == 0;
}
