/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/quorum_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ocf/run.h"
#include "ocf/why.h"

#define DIRECTORY "/etc/corosync"
#define FRESH     QUORUM_FILE ".gaussha-new"
#define TEST_MS   15000

static bool
fail(struct why *why, const char *what, const char *path)
{
	why_set(why, "%s cannot be %s: %s", path, what, strerror(errno));
	return false;
}

bool
quorum_file_read(char ret_text[COROSYNC_CONF_MAX], struct why *why)
{
	int fd = open(QUORUM_FILE, O_RDONLY | O_CLOEXEC);
	ssize_t n, total = 0;

	if (fd < 0)
		return fail(why, "read", QUORUM_FILE);
	do {
		n = read(fd, ret_text + total,
		    (size_t)(COROSYNC_CONF_MAX - 1 - total));
		total += n > 0 ? n : 0;
	} while (n > 0);
	close(fd);
	if (n < 0)
		return fail(why, "read", QUORUM_FILE);
	ret_text[total] = '\0';
	if (total < COROSYNC_CONF_MAX - 1 && strlen(ret_text) == (size_t)total)
		return true;
	why_set(why, "%s is too long, or no text", QUORUM_FILE);
	return false;
}

/* With the rights of the one it replaces. */
static bool
write_fresh(const char *text, struct why *why)
{
	size_t n = strlen(text);
	struct stat before;
	bool good;
	int fd;

	(void)unlink(FRESH);
	fd = open(FRESH, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(why, "written", FRESH);
	good = stat(QUORUM_FILE, &before) == 0 &&
	       write(fd, text, n) == (ssize_t)n &&
	       fchown(fd, before.st_uid, before.st_gid) == 0 &&
	       fchmod(fd, before.st_mode & 07777) == 0 && fsync(fd) == 0;
	if (!good)
		(void)fail(why, "written", FRESH);
	close(fd);
	return good;
}

static bool
is_accepted(struct why *why)
{
	static const char *const argv[] = { "corosync", "-t", NULL };
	static const char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
		"COROSYNC_MAIN_CONFIG_FILE=" FRESH, NULL };
	static struct run test;

	test = (struct run){ .argv = argv,
		.env = env,
		.deadline = moment_after(moment_now(), TEST_MS) };
	if (run(&test, why))
		return true;
	why_prefix(why, "corosync does not accept the new corosync.conf");
	return false;
}

static bool
sync_directory(void)
{
	int fd = open(DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return good;
}

/* The old one gets a second name before the first is taken from it. */
static bool
put_in_place(struct why *why)
{
	if (unlink(QUORUM_FILE_KEPT) != 0 && errno != ENOENT)
		return fail(why, "replaced", QUORUM_FILE_KEPT);
	if (link(QUORUM_FILE, QUORUM_FILE_KEPT) != 0)
		return fail(why, "kept", QUORUM_FILE);
	if (rename(FRESH, QUORUM_FILE) != 0 || !sync_directory())
		return fail(why, "replaced", QUORUM_FILE);
	return true;
}

bool
quorum_file_replace(const char *text, struct why *why)
{
	if (write_fresh(text, why) && is_accepted(why) && put_in_place(why))
		return true;
	(void)unlink(FRESH);
	return false;
}
