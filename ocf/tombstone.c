/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/tombstone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ocf/why.h"

/* GAUSSHA_TOMBSTONE is for tests. */
static const char *
path_of(void)
{
	const char *given = getenv("GAUSSHA_TOMBSTONE");

	return given != NULL ? given : TOMBSTONE_PATH;
}

bool
tombstone_set(const char *reason, struct why *why)
{
	const char *path = path_of();
	size_t n = strlen(reason);
	int fd;
	bool ok;

	if (strcmp(path, TOMBSTONE_PATH) == 0 &&
	    mkdir(TOMBSTONE_DIRECTORY, 0755) != 0 && errno != EEXIST) {
		why_set(why, "%s: %s", TOMBSTONE_DIRECTORY, strerror(errno));
		return false;
	}
	fd = open(
	    path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	ok = fd >= 0 && write(fd, reason, n) == (ssize_t)n && fsync(fd) == 0;
	if (!ok)
		why_set(why, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

void
tombstone_remove(void)
{
	(void)unlink(path_of());
}

bool
tombstone_forbids(struct why *why)
{
	char reason[256];
	int fd = open(path_of(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, reason, sizeof(reason) - 1);
	close(fd);
	reason[n > 0 ? n : 0] = '\0';
	why_set(why, "this node was fenced, and nothing is started here: %s",
	    reason);
	return true;
}
