/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/chaos/client/diary.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
diary_open(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

/* What a server says may have several lines. */
static void
end_line(char *line, int length)
{
	for (int i = 0; i < length; i++)
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';
	line[length] = '\n';
}

bool
diary_line(int fd, const char *format, ...)
{
	char *line;
	va_list args;
	int length;
	bool good;

	va_start(args, format);
	length = vasprintf(&line, format, args);
	va_end(args);
	if (length < 0)
		return false;
	/* The newline takes the place of the NUL. */
	end_line(line, length);
	good = write(fd, line, (size_t)length + 1) == (ssize_t)length + 1;
	free(line);
	return good;
}
