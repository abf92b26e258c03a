/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "ocf/inherited.h"
#include "ocf/why.h"

#define FIRST 3 /* behind stdin, stdout and stderr */

/* To the numbers from FIRST on, and all else away. */
static void
keep_only(int *const keep[], unsigned nkeep)
{
	int end = FIRST + (int)nkeep;

	/* Out of the way first, so that none lands on another. */
	for (unsigned i = 0; i < nkeep; i++) {
		*keep[i] = fcntl(*keep[i], F_DUPFD_CLOEXEC, end);
		if (*keep[i] < 0)
			_exit(1);
	}
	for (unsigned i = 0; i < nkeep; i++) {
		*keep[i] = dup3(*keep[i], FIRST + (int)i, O_CLOEXEC);
		if (*keep[i] < 0)
			_exit(1);
	}
	inherited_close_from(end);
	for (int fd = 0; fd < FIRST; fd++)
		close(fd);
	if (open("/dev/null", O_RDWR) != 0 || dup(0) < 0 || dup(0) < 0)
		_exit(1);
}

pid_t
child_start(const char *name, unsigned life_s, int *const keep[],
    unsigned nkeep, struct why *why)
{
	pid_t pid;

	if (nkeep > CHILD_KEEP_MAX)
		abort();
	pid = fork();
	if (pid < 0)
		why_set(why, "there is no process for it: %s", strerror(errno));
	if (pid != 0)
		return pid; /* ours to reap, but we end before it does */
	setsid();
	keep_only(keep, nkeep);
	if (chdir("/") != 0)
		_exit(1);
	prctl(PR_SET_NAME, name);
	inherited_signals_reset();
	alarm(life_s);
	return 0;
}
