/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/run_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing tells when a lock is given up; it is held for milliseconds. */
#define TRY_AGAIN_MS 2

static int
open_file(const char *resource, const char *suffix)
{
	char path[PATH_MAX];

	if (resource[0] == '\0' || strchr(resource, '/') != NULL ||
	    snprintf(path, sizeof(path), RUN_DIR "/%s.%s", resource, suffix) >=
		(int)sizeof(path)) {
		errno = EINVAL;
		return -1;
	}
	if (mkdir(RUN_DIR, 0755) != 0 && errno != EEXIST)
		return -1;
	return open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
}

int
run_dir_take(const char *resource, const char *suffix, struct moment deadline)
{
	int fd = open_file(resource, suffix);

	while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK &&
		    moment_left_ms(deadline, moment_now()) > 0) {
			(void)poll(NULL, 0, TRY_AGAIN_MS);
			continue;
		}
		close(fd);
		errno = EWOULDBLOCK;
		return -1;
	}
	return fd;
}
