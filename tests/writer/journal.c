/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/writer/history.h"

#define LINE_MAX_BYTES 512

/* What a server says may have several lines; the journal's have one each. */
static int
end_line(char *line, int length)
{
	if (length > LINE_MAX_BYTES - 2)
		length = LINE_MAX_BYTES - 2;
	for (int i = 0; i < length; i++)
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';
	while (length > 0 && line[length - 1] == ' ')
		length--;
	line[length] = '\n';
	return length + 1;
}

static bool __attribute__((format(printf, 2, 3)))
append(int fd, const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	length = end_line(line, length);
	return write(fd, line, (size_t)length) == (ssize_t)length;
}

int
journal_create(const char *path, int64_t run, int64_t now_ms)
{
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);

	if (fd >= 0 &&
	    !append(fd, "writer %" PRId64 " %" PRId64, run, now_ms)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool
journal_try(int fd, const struct attempt *attempt)
{
	return append(fd, "try %u %" PRIu64 " %" PRId64, attempt->session,
	    attempt->seq, attempt->begun_ms);
}

bool
journal_outcome(int fd, const struct attempt *attempt, const char *said)
{
	return append(fd, "%s %u %" PRIu64 " %" PRId64 " %s",
	    outcome_text(attempt->outcome), attempt->session, attempt->seq,
	    attempt->ended_ms, said);
}

static bool
read_lines(FILE *file, const char *path, struct history *history)
{
	char *line = NULL;
	const char *why;
	size_t room = 0;
	ssize_t length;
	unsigned number = 0;
	bool good = true;

	while (good && (length = getline(&line, &room, file)) > 0) {
		if (line[length - 1] != '\n')
			break;
		line[length - 1] = '\0';
		number++;
		good = history_line(history, line, &why);
	}
	if (!good)
		fprintf(stderr, "%s:%u: %s: %s\n", path, number, why, line);
	free(line);
	return good;
}

bool
journal_read(const char *path, struct history *ret_history)
{
	FILE *file = fopen(path, "re");
	bool good;

	history_init(ret_history);
	if (file == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	good = read_lines(file, path, ret_history);
	fclose(file);
	if (good && ret_history->run == 0) {
		fprintf(stderr, "%s: an empty journal\n", path);
		good = false;
	}
	history_sort(ret_history);
	return good;
}
