/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/birth.h"

#include <signal.h>
#include <unistd.h>

#include "ocf/inherited.h"

pid_t
birth_fork(void (*become)(int socket_fd), int socket_fd)
{
	sigset_t all, former;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &former);
	pid = fork();
	if (pid == 0)
		become(socket_fd);
	sigprocmask(SIG_SETMASK, &former, NULL);
	return pid;
}

void
birth_become(const char *program, const char *name, int socket_fd)
{
	char *const argv[] = { (char *)name, NULL };
	char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
		NULL };

	if (dup2(socket_fd, BIRTH_FD) >= 0) {
		inherited_close_from(BIRTH_FD + 1);
		inherited_signals_reset();
		execve(program, argv, env);
	}
	/* The keeper sees its end of the socket closed, and tries again. */
	_exit(1);
}
