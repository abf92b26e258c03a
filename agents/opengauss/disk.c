/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agents/opengauss/facts.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/run_dir.h"
#include "gauss/small_file.h"

#define PAGE_BYTES 8192
/* With less than one file of the log the server stops at the next one. */
#define LEAST_MB  16
#define BYTES_MB  (UINT64_C(1024) * 1024)
#define HANGS_MS  2000
#define SHARE     20 /* of the time left, in percent */
#define MOUNT_MAX 65536

/* What the child says: before it touches a directory, and what came of it. */
struct word {
	char path[PATH_MAX];
	bool is_over;
	enum disk_trouble trouble;
	int error;
	unsigned free_mb;
};

/* In the child. */

static void
fail(struct word *word, int error)
{
	word->error = error;
	if (error == ENOSPC || error == EDQUOT)
		word->trouble = DISK_FULL;
	else
		word->trouble = error == EROFS ? DISK_READ_ONLY : DISK_FAILS;
}

static void
look_for_room(int directory, struct word *word)
{
	struct statvfs st;

	if (fstatvfs(directory, &st) != 0) {
		fail(word, errno);
		return;
	}
	word->free_mb =
	    (unsigned)((uint64_t)st.f_bavail * st.f_frsize / BYTES_MB);
	if ((st.f_flag & ST_RDONLY) != 0)
		word->trouble = DISK_READ_ONLY;
	else if (word->free_mb < LEAST_MB)
		word->trouble = DISK_FULL;
}

/* Not every file system has files without a name; then this proves nothing. */
static void
write_page(int directory, struct word *word)
{
	static const char page[PAGE_BYTES] = "written to see whether it can be";
	int fd = openat(
	    directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd < 0) {
		if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)
			fail(word, errno);
		return;
	}
	errno = EIO;
	if (write(fd, page, sizeof(page)) != (ssize_t)sizeof(page) ||
	    fdatasync(fd) != 0)
		fail(word, errno);
	close(fd);
}

static void
say(int fd, const struct word *word)
{
	if (write(fd, word, sizeof(*word)) != (ssize_t)sizeof(*word))
		_exit(EXIT_FAILURE);
}

/* A directory that is not there, half built, is no trouble of the disk. */
static void
try_directory(int out, const char *path)
{
	struct word word = { .is_over = false };
	int fd;

	snprintf(word.path, sizeof(word.path), "%s", path);
	say(out, &word);
	if (realpath(path, word.path) == NULL)
		snprintf(word.path, sizeof(word.path), "%s", path);
	say(out, &word);
	word.is_over = true;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		look_for_room(fd, &word);
		if (word.trouble == DISK_SOUND)
			write_page(fd, &word);
		close(fd);
	} else if (errno != ENOENT) {
		fail(&word, errno);
	}
	say(out, &word);
}

/* Root may write where the owner may not: into what is kept for root. */
static void
work(const struct instance *instance, int out)
{
	char log[PATH_MAX + 16];

	(void)signal(SIGPIPE, SIG_DFL);
	if (setgroups(0, NULL) != 0 || setgid(instance->gid) != 0 ||
	    setuid(instance->uid) != 0)
		_exit(EXIT_FAILURE);
	try_directory(out, instance->datadir);
	snprintf(log, sizeof(log), "%s/pg_xlog", instance->datadir);
	try_directory(out, log);
	_exit(EXIT_SUCCESS);
}

/* In the agent. */

static bool
hear(int fd, struct moment until, struct word *word)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int64_t ms = moment_left_ms(until, moment_now());

	return poll(&poll_fd, 1, (int)ms) > 0 &&
	       read(fd, word, sizeof(*word)) == (ssize_t)sizeof(*word);
}

/* "/var/lib\040x" stands for "/var/lib x". */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; to++) {
		if (from[0] == '\\' && strspn(from + 1, "01234567") >= 3) {
			*to = (char)((from[1] - '0') * 64 +
				     (from[2] - '0') * 8 + (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

static bool
is_within(const char *path, const char *mount)
{
	size_t n = strlen(mount);

	return strcmp(mount, "/") == 0 ||
	       (strncmp(path, mount, n) == 0 &&
		   (path[n] == '/' || path[n] == '\0'));
}

void
disk_find_mount(char *mountinfo, const char *path, char *ret_mount, size_t size)
{
	char *line;
	size_t longest = 0;

	snprintf(ret_mount, size, "/");
	while ((line = strsep(&mountinfo, "\n")) != NULL) {
		char *rest = line, *word = NULL;

		for (unsigned i = 0; i < 5; i++)
			word = strsep(&rest, " ");
		if (word == NULL)
			continue;
		unescape(word);
		if (strlen(word) < longest || !is_within(path, word))
			continue;
		longest = strlen(word);
		snprintf(ret_mount, size, "%s", word);
	}
}

static void
name_mount(const char *path, struct disk_facts *disk)
{
	static char text[MOUNT_MAX];

	if (small_file_read("/proc/self", "mountinfo", text, sizeof(text)) < 0)
		text[0] = '\0';
	disk_find_mount(text, path, disk->mount, sizeof(disk->mount));
}

/* The first trouble is the verdict; who says nothing more hangs. */
static void
listen(int fd, struct moment until, struct disk_facts *disk)
{
	struct word word = { .is_over = true };
	unsigned nover = 0;

	while (nover < 2 && hear(fd, until, &word)) {
		nover += word.is_over;
		if (word.trouble != DISK_SOUND)
			break;
	}
	if (nover == 2 && word.trouble == DISK_SOUND)
		return;
	disk->trouble = word.trouble;
	disk->error = word.error;
	disk->free_mb = word.free_mb;
	if (!word.is_over && moment_left_ms(until, moment_now()) == 0)
		disk->trouble = DISK_HANGS;
	if (disk->trouble != DISK_SOUND)
		name_mount(word.path, disk);
}

static void
look(const struct instance *instance, struct moment until,
    struct disk_facts *disk)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return;
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		work(instance, fds[1]);
	}
	close(fds[1]);
	if (pid > 0) {
		listen(fds[0], until, disk);
		(void)kill(pid, SIGKILL);
		/* Init has one that cannot die yet. */
		(void)waitpid(
		    pid, NULL, disk->trouble == DISK_HANGS ? WNOHANG : 0);
	}
	close(fds[0]);
}

void
disk_look(const struct observer *observer, struct moment deadline,
    struct disk_facts *ret_disk)
{
	struct moment now = moment_now();
	int64_t share = moment_left_ms(deadline, now) * SHARE / 100;
	struct moment until =
	    moment_after(now, share < HANGS_MS ? share : HANGS_MS);
	int lock;

	*ret_disk = (struct disk_facts){ .trouble = DISK_SOUND };
	/* The child has it as well, and until it ends nobody else. */
	lock = run_dir_take(observer->resource, "probe", now);
	if (lock < 0) {
		if (errno != EWOULDBLOCK)
			return;
		ret_disk->trouble = DISK_HANGS;
		name_mount(observer->instance.datadir, ret_disk);
		return;
	}
	look(&observer->instance, until, ret_disk);
	close(lock);
}
