/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/inherited.h"

#include <dirent.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Headers older than the kernel lack it; the same on every architecture. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

void
inherited_signals_reset(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The slow way, for a kernel without close_range(). */
static void
close_each_from(int first)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		int fd = atoi(entry->d_name);

		if (fd >= first && fd != dirfd(dir))
			close(fd);
	}
	closedir(dir);
}

void
inherited_close_from(int first)
{
	if (syscall(SYS_close_range, first, ~0U, 0) != 0)
		close_each_from(first);
}
