/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/named_process.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gauss/small_file.h"

#define LETTERS_MAX 15

static bool
look_at(const char *pid, char name[32], double *ret_started_s)
{
	char directory[300], text[1024];
	const char *open_at, *close_at;
	unsigned long long ticks;

	snprintf(directory, sizeof(directory), "/proc/%.200s", pid);
	if (small_file_read(directory, "stat", text, sizeof(text)) < 0)
		return false;
	open_at = strchr(text, '(');
	close_at = strrchr(text, ')');
	if (open_at == NULL || close_at == NULL ||
	    sscanf(close_at,
		") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d "
		"%*d %*d %*d %*d %*d %llu",
		&ticks) != 1)
		return false;
	snprintf(name, 32, "%.*s", (int)(close_at - open_at - 1), open_at + 1);
	*ret_started_s = (double)ticks / (double)sysconf(_SC_CLK_TCK);
	return true;
}

pid_t
named_process(const char *command, double *ret_started_s)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	char name[32];
	double started_s = 0;
	pid_t found = 0;

	if (proc == NULL)
		return 0;
	while (found == 0 && (entry = readdir(proc)) != NULL)
		if (strtol(entry->d_name, NULL, 10) > 0 &&
		    look_at(entry->d_name, name, &started_s) &&
		    strncmp(name, command, LETTERS_MAX) == 0)
			found = (pid_t)strtol(entry->d_name, NULL, 10);
	closedir(proc);
	if (ret_started_s != NULL)
		*ret_started_s = started_s;
	return found;
}

bool
named_process_runs(const char *command)
{
	return named_process(command, NULL) != 0;
}
