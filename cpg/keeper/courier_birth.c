/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/courier_birth.h"

#include <unistd.h>

#include "cpg/keeper/errand.h"
#include "ocf/inherited.h"

/* The environment is what a connection string may rest on: it is nobody's. */
void
courier_birth(int socket_fd)
{
	char *const argv[] = { "gausshad-courier", NULL };
	char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
		NULL };

	if (dup2(socket_fd, ERRAND_FD) >= 0) {
		inherited_close_from(ERRAND_FD + 1);
		inherited_signals_reset();
		execve(COURIER_PROGRAM, argv, env);
	}
	/* The keeper sees its end of the socket closed, and tries again. */
	_exit(1);
}
