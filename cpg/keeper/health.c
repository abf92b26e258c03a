/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/health.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpg/keeper/databases.h"
#include "cpg/keeper/leasing.h"
#include "gauss/small_file.h"

/* As the kernel cuts them, after 15 letters. */
#define CONTROLLER "pacemaker-contr"
#define PACEMAKERD "pacemakerd"
#define LATELY_S   30
/* A controller of a node that has just joined is young, too. */
#define LONG_AFTER_S 10

static bool
is_well(const struct database *database)
{
	const struct observer *observer = &database->observer;

	return observer->pid == 0 ||
	       (observer->is_seen && observer->seen.run != 0);
}

bool
health_is_good(struct moment now)
{
	struct database *database;

	if (!leasing_is_held(now))
		return false;
	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (!is_well(database))
			return false;
	return true;
}

/* The process's name and when it was started, in seconds after the boot. */
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

static bool
find(const char *wanted, double *ret_started_s)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	char name[32];
	bool found = false;

	if (proc == NULL)
		return false;
	while (!found && (entry = readdir(proc)) != NULL)
		found = strtol(entry->d_name, NULL, 10) > 0 &&
			look_at(entry->d_name, name, ret_started_s) &&
			strcmp(name, wanted) == 0;
	closedir(proc);
	return found;
}

bool
health_controller_crashed(void)
{
	double controller_s, pacemaker_s;

	if (!find(PACEMAKERD, &pacemaker_s))
		return false;
	if (!find(CONTROLLER, &controller_s))
		return true;
	return (double)moment_now().ms / 1000 - controller_s < LATELY_S &&
	       controller_s - pacemaker_s > LONG_AFTER_S;
}

bool
health_pacemaker_runs(void)
{
	double started_s;

	return find(PACEMAKERD, &started_s);
}
