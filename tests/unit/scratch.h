/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scratch.h - an installation and a data directory that look like openGauss's
 * to who only looks at files.
 *
 * Run as root, they belong to another user, as in life; else to the caller.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch {
	char root[64];
	char datadir[128];
	char gausshome[128];
	uid_t uid;
	gid_t gid;
};

static inline void
scratch_write(const struct scratch *scratch, const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	fputs(text, file);
	fclose(file);
	if (chown(path, scratch->uid, scratch->gid) != 0)
		perror(path);
}

/* A file of the data directory. */
static inline void
scratch_file(const struct scratch *scratch, const char *name, const char *text)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", scratch->datadir, name);
	scratch_write(scratch, path, text);
}

static inline int
scratch_has(const struct scratch *scratch, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", scratch->datadir, name);
	return access(path, F_OK) == 0;
}

/* A program of the installation. */
static inline void
scratch_program(
    const struct scratch *scratch, const char *name, const char *text)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bin/%s", scratch->gausshome, name);
	scratch_write(scratch, path, text);
	chmod(path, 0755);
}

static inline void
scratch_directory(const struct scratch *scratch, const char *path, mode_t mode)
{
	if (mkdir(path, mode) != 0 || chmod(path, mode) != 0 ||
	    chown(path, scratch->uid, scratch->gid) != 0) {
		perror(path);
		exit(1);
	}
}

static inline struct scratch
scratch_make(void)
{
	struct scratch scratch = { .root = "/tmp/gauss-test-XXXXXX" };
	const struct passwd *owner =
	    geteuid() == 0 ? getpwnam("daemon") : getpwuid(geteuid());
	char path[PATH_MAX];

	if (owner == NULL || mkdtemp(scratch.root) == NULL ||
	    chmod(scratch.root, 0755) != 0) {
		perror("scratch");
		exit(1);
	}
	scratch.uid = owner->pw_uid;
	scratch.gid = owner->pw_gid;
	snprintf(
	    scratch.datadir, sizeof(scratch.datadir), "%s/data", scratch.root);
	snprintf(scratch.gausshome, sizeof(scratch.gausshome), "%s/home",
	    scratch.root);
	scratch_directory(&scratch, scratch.datadir, 0700);
	scratch_directory(&scratch, scratch.gausshome, 0755);
	snprintf(path, sizeof(path), "%s/bin", scratch.gausshome);
	scratch_directory(&scratch, path, 0755);
	snprintf(path, sizeof(path), "%s/share", scratch.gausshome);
	scratch_directory(&scratch, path, 0755);
	snprintf(path, sizeof(path), "%s/share/postgresql", scratch.gausshome);
	scratch_directory(&scratch, path, 0755);
	snprintf(path, sizeof(path), "%s/share/postgresql/postgres.bki",
	    scratch.gausshome);
	scratch_write(&scratch, path, "# PostgreSQL 9.2\nclose pg_proc\n");
	scratch_program(&scratch, "gs_ctl", "#!/bin/sh\nexit 0\n");
	scratch_file(&scratch, "PG_VERSION", "9.2\n");
	scratch_file(&scratch, "postgresql.conf", "port = 15400\n");
	return scratch;
}

static inline void
scratch_drop(const struct scratch *scratch)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf -- '%s'", scratch->root);
	if (system(command) != 0)
		perror(command);
}

#endif
