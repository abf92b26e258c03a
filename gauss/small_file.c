/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int
open_regular(const char *directory, const char *name)
{
	char path[PATH_MAX];
	struct stat st;
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	/* O_NONBLOCK: the open of a FIFO must not wait for its writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return -EINVAL;
}

static ssize_t
read_all(int fd, char *buf, size_t size)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, buf + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0) {
			buf[n] = '\0';
			return (ssize_t)n;
		}
		n += (size_t)got;
	}
	return -EFBIG;
}

ssize_t
small_file_read(const char *directory, const char *name, char *buf, size_t size)
{
	int fd = open_regular(directory, name);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read_all(fd, buf, size);
	close(fd);
	return n;
}

static bool
write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

/* What was there under that name, of a former try, is in the way. */
static int
write_new(int dir_fd, const char *name, const void *bytes, size_t size)
{
	int fd, error = 0;

	(void)unlinkat(dir_fd, name, 0);
	fd = openat(dir_fd, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	if (!write_all(fd, bytes, size) || fsync(fd) != 0)
		error = -errno;
	if (close(fd) != 0 && error == 0)
		error = -errno;
	return error;
}

static int
open_directory(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int
small_file_write(
    const char *directory, const char *name, const void *bytes, size_t size)
{
	char new_name[NAME_MAX];
	int dir_fd = open_directory(directory), error;

	if (dir_fd < 0)
		return dir_fd;
	if (snprintf(new_name, sizeof(new_name), "%s.new", name) >=
	    (int)sizeof(new_name))
		error = -ENAMETOOLONG;
	else
		error = write_new(dir_fd, new_name, bytes, size);
	if (error == 0 && (renameat(dir_fd, new_name, dir_fd, name) != 0 ||
			      fsync(dir_fd) != 0))
		error = -errno;
	if (error != 0)
		(void)unlinkat(dir_fd, new_name, 0);
	close(dir_fd);
	return error;
}

int
small_file_remove(const char *directory, const char *name)
{
	int dir_fd = open_directory(directory), error = 0;

	if (dir_fd < 0)
		return dir_fd;
	if (unlinkat(dir_fd, name, 0) != 0 || fsync(dir_fd) != 0)
		error = -errno;
	close(dir_fd);
	return error;
}
