/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/hand_birth.h"

#include <unistd.h>

#include "ocf/inherited.h"

void
hand_birth(int socket_fd)
{
	char *const argv[] = { "gausshad-hand", NULL };
	char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
		NULL };

	if (dup2(socket_fd, HAND_BIRTH_FD) >= 0) {
		inherited_close_from(HAND_BIRTH_FD + 1);
		inherited_signals_reset();
		execve(HAND_PROGRAM, argv, env);
	}
	/* The keeper sees its end of the socket closed, and tries again. */
	_exit(1);
}
