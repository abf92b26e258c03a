/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/pid_file.h"

#include <stddef.h>
#include <string.h>

#include "gauss/small_file.h"

/* Five short lines and two paths. */
#define PID_FILE_MAX (2 * PATH_MAX + 256)

/* Digits up to the end of the line; nothing above max. */
static bool
parse_number(const char *p, int64_t max, int64_t *ret_number)
{
	int64_t number = 0;

	if (*p < '0' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (number > (max - (*p - '0')) / 10)
			return false;
		number = number * 10 + (*p - '0');
	}
	*ret_number = number;
	return *p == '\n' || *p == '\0';
}

static const char *
next_line(const char *p)
{
	p += strcspn(p, "\n");
	return *p == '\n' ? p + 1 : p;
}

static void
copy_line(const char *p, char *ret_text, size_t size)
{
	size_t n = strcspn(p, "\n");

	if (n >= size)
		n = 0;
	memcpy(ret_text, p, n);
	ret_text[n] = '\0';
}

bool
pid_file_parse(const char *text, struct pid_file *ret_file)
{
	struct pid_file file = { 0 };
	int64_t number;

	if (!parse_number(text, INT_MAX, &number) || number == 0)
		return false;
	file.pid = (pid_t)number;
	text = next_line(text);
	copy_line(text, file.datadir, sizeof(file.datadir));
	text = next_line(text);
	if (parse_number(text, INT64_MAX, &number))
		file.begun_s = number;
	text = next_line(text);
	if (parse_number(text, 65535, &number))
		file.port = (unsigned)number;
	text = next_line(text);
	copy_line(text, file.socket_dir, sizeof(file.socket_dir));
	*ret_file = file;
	return true;
}

bool
pid_file_read(const char *datadir, struct pid_file *ret_file)
{
	char text[PID_FILE_MAX];

	return small_file_read(datadir, "postmaster.pid", text, sizeof(text)) >=
		   0 &&
	       pid_file_parse(text, ret_file);
}
