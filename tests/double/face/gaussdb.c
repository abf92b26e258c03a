/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gaussdb - starts the server: PostgreSQL's, under this name, with the face
 * loaded into it.  The process that is started is the postmaster.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shadow.h"

static bool
is_there(const char *datadir, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", datadir, name);
	return access(path, F_OK) == 0;
}

/* The real one leaves an empty pid file when it does not find its home. */
static int
fail_without_home(const char *datadir)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/postmaster.pid", datadir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd >= 0)
		close(fd);
	fprintf(stderr, "Get environment of GAUSSHOME failed or it is NULL.\n");
	return 1;
}

/* Slots are the primary's; a standby has none. */
static void
drop_slots(const char *datadir)
{
	char path[PATH_MAX], state[PATH_MAX + 300];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/pg_replslot", datadir);
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(
		    state, sizeof(state), "%s/%s/state", path, entry->d_name);
		unlink(state);
		snprintf(state, sizeof(state), "%s/%s", path, entry->d_name);
		rmdir(state);
	}
	if (dir != NULL)
		closedir(dir);
}

/* What pg_controldata shows as "Database system TimeLine". */
static void
count_start(const char *datadir)
{
	char path[PATH_MAX];
	int starts = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/.double", datadir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/.double/starts", datadir);
	file = fopen(path, "r");
	if (file != NULL) {
		if (fscanf(file, "%d", &starts) != 1)
			starts = 0;
		fclose(file);
	}
	file = fopen(path, "w");
	if (file != NULL) {
		fprintf(file, "%d\n", starts + 1);
		fclose(file);
	}
}

static const char *
option(int argc, char **argv, const char *name)
{
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return argv[i + 1];
	return NULL;
}

int
main(int argc, char **argv)
{
	const char *home = getenv("GAUSSHOME");
	const char *datadir = option(argc, argv, "-D");
	const char *role = option(argc, argv, "-M");
	char program[PATH_MAX], face[PATH_MAX], name[PATH_MAX];
	bool single = argc > 1 && strncmp(argv[1], "--", 2) == 0;

	if (geteuid() == 0) {
		fprintf(stderr, "\"root\" execution of the gaussdb server is "
				"not permitted.\n");
		return 1;
	}
	if (datadir == NULL)
		datadir = getenv("PGDATA");
	if (home == NULL || home[0] == '\0')
		return fail_without_home(datadir ? datadir : ".");
	snprintf(program, sizeof(program), "%s/lib/double/gaussdb", home);
	snprintf(face, sizeof(face), "%s/lib/double/gaussface.so", home);
	snprintf(name, sizeof(name), "%s/bin/gaussdb", home);
	if (!single && datadir != NULL) {
		if (is_there(datadir, "build_completed.start")) {
			fprintf(stderr,
			    "Uncompleted build is detected, please build "
			    "again and then start database after its "
			    "success.\n");
			return 2;
		}
		shadow_kill_strays(datadir);
		if (role != NULL && strcmp(role, "primary") != 0 &&
		    strcmp(role, "normal") != 0)
			drop_slots(datadir);
		count_start(datadir);
		shadow_start(datadir);
	}
	setenv("LD_PRELOAD", face, 1);
	argv[0] = name;
	execv(program, argv);
	fprintf(stderr, "%s: %s\n", program, strerror(errno));
	return 1;
}
