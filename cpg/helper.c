/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/helper.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ocf/inherited.h"
#include "ocf/why.h"

static void __attribute__((noreturn))
live(const char *name, void (*attend)(int fd), int fd, pid_t parent)
{
	inherited_signals_reset();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NAME, name);
	if (getppid() != parent || dup2(fd, 3) < 0)
		_exit(0);
	inherited_close_from(4);
	attend(3);
	_exit(0);
}

bool
helper_start(const char *name, void (*attend)(int fd), int *ret_fd,
    pid_t *ret_pid, struct why *why)
{
	pid_t parent = getpid(), pid;
	int ends[2];

	*ret_fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		why_set(why, "no socket for %s: %s", name, strerror(errno));
		return false;
	}
	pid = fork();
	if (pid == 0)
		live(name, attend, ends[1], parent);
	close(ends[1]);
	if (pid < 0) {
		why_set(why, "no process for %s: %s", name, strerror(errno));
		close(ends[0]);
		return false;
	}
	*ret_fd = ends[0];
	*ret_pid = pid;
	return true;
}

void
helper_stop(int *fd, pid_t *pid)
{
	if (*fd < 0)
		return;
	close(*fd);
	*fd = -1;
	(void)kill(*pid, SIGKILL);
	while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
		;
}

bool
helper_send(int fd, const void *message, size_t nmessage)
{
	return fd >= 0 && send(fd, message, nmessage,
			      MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)nmessage;
}

enum helper_heard
helper_receive(int fd, void *ret_message, size_t nmessage)
{
	ssize_t n;

	if (fd < 0)
		return HELPER_GONE;
	n = recv(fd, ret_message, nmessage, MSG_DONTWAIT);
	if (n == (ssize_t)nmessage)
		return HELPER_MESSAGE;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return HELPER_NOTHING;
	return HELPER_GONE;
}
