/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/named_process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauss/proc_stat.h"

#define LETTERS_MAX 15

pid_t
named_process(const char *command, double *ret_started_s)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	struct proc_stat stat = { .terminal = 0 };
	pid_t found = 0;

	if (proc == NULL)
		return 0;
	while (found == 0 && (entry = readdir(proc)) != NULL)
		if (strtol(entry->d_name, NULL, 10) > 0 &&
		    proc_stat_read(
			(pid_t)strtol(entry->d_name, NULL, 10), &stat) &&
		    strncmp(stat.name, command, LETTERS_MAX) == 0)
			found = (pid_t)strtol(entry->d_name, NULL, 10);
	closedir(proc);
	if (ret_started_s != NULL)
		*ret_started_s = (double)stat.began.ms / 1000;
	return found;
}

bool
named_process_runs(const char *command)
{
	return named_process(command, NULL) != 0;
}
