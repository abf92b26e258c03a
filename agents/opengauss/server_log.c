/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/server_log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauss/conf_file.h"
#include "gauss/instance.h"
#include "gauss/memory_error.h"

/* Of a file, only the end is looked at. */
#define TAIL_MAX 16384

/* What single connections are told, which does not end the server. */
static const char *const asides[] = {
	"the database system is",
	"could not connect to",
	"terminating ",
	"could not receive data from",
	"the connection to ",
};

static bool
is_aside(const char *words)
{
	for (size_t i = 0; i < sizeof(asides) / sizeof(asides[0]); i++)
		if (strncmp(words, asides[i], strlen(asides[i])) == 0)
			return true;
	return false;
}

static const char *
words_behind(const char *line, const char *level)
{
	const char *found = strstr(line, level);

	if (found == NULL)
		return NULL;
	found += strlen(level);
	return found + strspn(found, " ");
}

bool
server_log_find_words(char *text, char *ret_words, size_t size)
{
	bool found = false;
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		const char *words = words_behind(line, "FATAL:");

		if (words == NULL)
			words = words_behind(line, "PANIC:");
		if (words == NULL || is_aside(words))
			continue;
		snprintf(ret_words, size, "%s", words);
		found = true;
	}
	return found;
}

static bool
is_later(const struct timespec *a, const struct timespec *b)
{
	if (a->tv_sec != b->tv_sec)
		return a->tv_sec > b->tv_sec;
	return a->tv_nsec > b->tv_nsec;
}

/* Where the log is, which may be another file system. */
static int
open_directory(const struct instance *instance)
{
	struct conf_setting setting = { .name = "log_directory" };
	char path[PATH_MAX + CONF_VALUE_MAX + 2];
	const char *given;

	if (!conf_file_read(
		instance->datadir, "postgresql.conf", &setting, 1, NULL))
		return -1;
	given = setting.value[0] != '\0' ? setting.value : "pg_log";
	if (given[0] == '/')
		snprintf(path, sizeof(path), "%s", given);
	else
		snprintf(path, sizeof(path), "%s/%s", instance->datadir, given);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The newest regular file that was written since; -1 when none was. */
static int
open_newest(DIR *directory, const struct timespec *since)
{
	struct timespec newest = *since;
	const struct dirent *entry;
	char name[NAME_MAX + 1] = "";
	struct stat st;

	while ((entry = readdir(directory)) != NULL) {
		if (fstatat(dirfd(directory), entry->d_name, &st,
			AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode) || !is_later(&st.st_mtim, &newest))
			continue;
		newest = st.st_mtim;
		snprintf(name, sizeof(name), "%s", entry->d_name);
	}
	if (name[0] == '\0')
		return -1;
	return openat(dirfd(directory), name,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

static bool
read_tail(int fd, char text[TAIL_MAX])
{
	struct stat st;
	off_t begin;
	ssize_t n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	begin = st.st_size < TAIL_MAX ? 0 : st.st_size - TAIL_MAX + 1;
	n = pread(fd, text, TAIL_MAX - 1, begin);
	if (n < 0)
		return false;
	text[n] = '\0';
	return true;
}

/* The end of the newest file that was written since; false: there is none. */
static bool
read_newest(const struct instance *instance, const struct timespec *since,
    char text[TAIL_MAX])
{
	int directory_fd = open_directory(instance), fd = -1;
	DIR *directory = NULL;
	bool is_read = false;

	if (directory_fd >= 0)
		directory = fdopendir(directory_fd);
	if (directory != NULL)
		fd = open_newest(directory, since);
	if (fd >= 0) {
		is_read = read_tail(fd, text);
		close(fd);
	}
	if (directory != NULL)
		closedir(directory);
	else if (directory_fd >= 0)
		close(directory_fd);
	return is_read;
}

bool
server_log_last_words(const struct instance *instance,
    const struct timespec *since, char *ret_words, size_t size)
{
	char text[TAIL_MAX];

	return read_newest(instance, since, text) &&
	       server_log_find_words(text, ret_words, size);
}

bool
server_log_memory_error(
    const struct instance *instance, char *ret_words, size_t size)
{
	static const struct timespec ever;
	char text[TAIL_MAX];

	return read_newest(instance, &ever, text) &&
	       memory_error_find(text, ret_words, size);
}
