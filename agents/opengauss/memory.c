/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/memory.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents/opengauss/run_dir.h"
#include "gauss/small_file.h"
#include "ocf/log.h"

#define TEXT_MAX  512
#define MEMORY_MS 200

/* How long a killed process may take to be gone. */
#define DEATH_MS 1000

/* What a number may be at most, so that a torn line does no harm. */
#define COUNT_MAX 1000000000

static bool
parse_count(const char *text, unsigned *ret_count)
{
	char *end;
	unsigned long count = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || count > COUNT_MAX)
		return false;
	*ret_count = (unsigned)count;
	return true;
}

static void
parse_helper(const char *text, struct memory_file *file)
{
	int pid;
	uint64_t begun;

	if (sscanf(text, "%d %" SCNu64, &pid, &begun) != 2 || pid <= 1)
		return;
	file->helper = pid;
	file->helper_begun = begun;
}

static void
parse_line(const char *key, const char *value, struct memory_file *file)
{
	unsigned flag = 0;

	if (strcmp(key, "slow") == 0)
		(void)parse_count(value, &file->memory.slow);
	else if (strcmp(key, "builds") == 0)
		(void)parse_count(value, &file->memory.builds);
	else if (strcmp(key, "hangs") == 0)
		(void)parse_count(value, &file->memory.hangs);
	else if (strcmp(key, "misplaced") == 0)
		(void)parse_count(value, &file->memory.misplaced);
	else if (strcmp(key, "restarts") == 0)
		(void)parse_count(value, &file->memory.restarts);
	else if (strcmp(key, "restarts_begun_s") == 0)
		(void)parse_count(value, &file->memory.restarts_begun_s);
	else if (strcmp(key, "rebuilding") == 0 && parse_count(value, &flag))
		file->memory.rebuilding = flag == 1;
	else if (strcmp(key, "score_withdrawn") == 0 &&
		 parse_count(value, &flag))
		file->memory.score_withdrawn = flag == 1;
	else if (strcmp(key, "keeper_late") == 0 && parse_count(value, &flag))
		file->memory.keeper_late = flag == 1;
	else if (strcmp(key, "role") == 0)
		file->memory.last_role = role_parse(value);
	else if (strcmp(key, "zone") == 0)
		snprintf(file->memory.zone, sizeof(file->memory.zone), "%.*s",
		    (int)sizeof(file->memory.zone) - 1, value);
	else if (strcmp(key, "zone_read_s") == 0)
		(void)parse_count(value, &file->memory.zone_read_s);
	else if (strcmp(key, "helper") == 0)
		parse_helper(value, file);
}

void
memory_parse(char *text, struct memory_file *file)
{
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		char *value = strchr(line, ' ');

		if (value == NULL)
			continue;
		*value++ = '\0';
		parse_line(line, value, file);
	}
}

int
memory_format(const struct memory_file *file, char *buf, size_t size)
{
	return snprintf(buf, size,
	    "slow %u\nbuilds %u\nrebuilding %d\nscore_withdrawn %d\n"
	    "keeper_late %d\nrole %s\nhelper %d %" PRIu64 "\n"
	    "hangs %u\nmisplaced %u\nrestarts %u\nrestarts_begun_s %u\n"
	    "zone_read_s %u\nzone %s\n",
	    file->memory.slow, file->memory.builds, file->memory.rebuilding,
	    file->memory.score_withdrawn, file->memory.keeper_late,
	    role_text(file->memory.last_role), (int)file->helper,
	    file->helper_begun, file->memory.hangs, file->memory.misplaced,
	    file->memory.restarts, file->memory.restarts_begun_s,
	    file->memory.zone_read_s, file->memory.zone);
}

bool
memory_open(
    const char *resource, struct moment deadline, struct memory_file *ret_file)
{
	char text[TEXT_MAX];
	ssize_t n;

	memset(ret_file, 0, sizeof(*ret_file));
	ret_file->fd = run_dir_take(resource, "state", deadline);
	if (ret_file->fd < 0)
		return false;
	n = pread(ret_file->fd, text, sizeof(text) - 1, 0);
	if (n > 0) {
		text[n] = '\0';
		memory_parse(text, ret_file);
	}
	return true;
}

void
memory_close(struct memory_file *file)
{
	char text[TEXT_MAX];
	int n;

	if (file->fd < 0)
		return;
	n = memory_format(file, text, sizeof(text));
	if (n >= (int)sizeof(text))
		n = sizeof(text) - 1;
	/* Old text behind new: each line stands for itself, so no harm. */
	if (pwrite(file->fd, text, (size_t)n, 0) != n ||
	    ftruncate(file->fd, n) != 0)
		log_debug("The state below /run could not be kept in full");
	close(file->fd);
	file->fd = -1;
}

void
memory_learn(
    const char *resource, const struct facts *facts, struct memory_look was)
{
	struct memory_file file;
	struct memory *memory = &file.memory;

	(void)memory_open(
	    resource, moment_after(moment_now(), MEMORY_MS), &file);
	memory->slow = was.slow ? memory->slow + 1 : 0;
	memory->misplaced = was.misplaced ? memory->misplaced + 1 : 0;
	memory->hangs =
	    facts->disk.trouble == DISK_HANGS ? memory->hangs + 1 : 0;
	if (facts->answers) {
		memory->last_role = facts->server.role;
		memory->rebuilding &= facts->build == BUILD_RUNNING;
		if (facts->server.role == ROLE_PRIMARY ||
		    facts->server.receiving)
			memory->builds = 0;
	}
	memory_close(&file);
}

/* The 22nd word of /proc/PID/stat; the second may hold anything. */
static bool
begun_at(pid_t pid, uint64_t *ret_begun)
{
	char directory[32], text[1024];
	const char *p;

	snprintf(directory, sizeof(directory), "/proc/%d", (int)pid);
	if (small_file_read(directory, "stat", text, sizeof(text)) < 0)
		return false;
	p = strrchr(text, ')');
	for (int word = 2; p != NULL && word < 22; word++)
		p = strchr(p + 1, ' ');
	return p != NULL && sscanf(p, " %" SCNu64, ret_begun) == 1;
}

void
memory_keep_helper(struct memory_file *file, pid_t pid)
{
	file->helper = begun_at(pid, &file->helper_begun) ? pid : 0;
}

void
memory_end_helper(struct memory_file *file)
{
	struct pollfd fd = { .fd = -1, .events = POLLIN };
	uint64_t begun;

	if (file->helper > 1)
		fd.fd = process_watch(file->helper);
	/* Looked at after the descriptor is open: it is that one, then. */
	if (fd.fd >= 0 && begun_at(file->helper, &begun) &&
	    begun == file->helper_begun) {
		/* It leads a group of its own; the server it started does as
		 * well, and is not hit. */
		(void)kill(-file->helper, SIGKILL);
		(void)poll(&fd, 1, DEATH_MS);
	}
	if (fd.fd >= 0)
		close(fd.fd);
	file->helper = 0;
}
