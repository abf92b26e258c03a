/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/instance.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauss/conf_file.h"
#include "gauss/small_file.h"
#include "ocf/why.h"

#define PORT_DEFAULT       5432
#define SOCKET_DIR_DEFAULT "/tmp"
/* What a walreceiver calls itself where application_name is not set. */
#define APPLICATION_NAME_DEFAULT "walreceiver"

/* Below the installation, of every release. */
#define BKI_FILE "share/postgresql/postgres.bki"

static bool
exists_in(const char *directory, const char *name)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/%s", directory, name) <
		   (int)sizeof(path) &&
	       access(path, F_OK) == 0;
}

/* A full build clears the directory, but never these. */
static bool
is_being_built(const char *datadir)
{
	return exists_in(datadir, "build_completed.start") ||
	       exists_in(datadir, "gs_build.pid");
}

static enum ocf_status
find_datadir(const char *datadir, struct instance *instance, struct stat *st,
    struct why *why)
{
	if (datadir[0] != '/') {
		why_set(why, "the data directory %s is not an absolute path",
		    datadir);
		return OCF_ERR_CONFIGURED;
	}
	if (realpath(datadir, instance->datadir) == NULL ||
	    stat(instance->datadir, st) != 0) {
		why_set(
		    why, "no data directory %s: %s", datadir, strerror(errno));
		return OCF_ERR_INSTALLED;
	}
	if (!S_ISDIR(st->st_mode) ||
	    (!exists_in(instance->datadir, "PG_VERSION") &&
		!is_being_built(instance->datadir))) {
		why_set(why, "%s is not a data directory: it has no PG_VERSION",
		    datadir);
		return OCF_ERR_INSTALLED;
	}
	return OCF_SUCCESS;
}

/*
 * The server refuses to run as root, in a directory of another user, or in one
 * that others may enter; each would otherwise show only as a failed start.
 */
static enum ocf_status
check_owner(const struct instance *instance, const struct stat *st,
    const struct passwd *owner, struct why *why)
{
	char path[PATH_MAX];
	struct stat version;

	if (st->st_uid == 0) {
		why_set(why, "%s belongs to root, not to a database user",
		    instance->datadir);
		return OCF_ERR_PERM;
	}
	if (owner == NULL || strlen(owner->pw_name) >= OWNER_MAX ||
	    strlen(owner->pw_dir) >= PATH_MAX) {
		why_set(why, "%s belongs to uid %u, which is no user here",
		    instance->datadir, (unsigned)st->st_uid);
		return OCF_ERR_PERM;
	}
	if ((st->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		why_set(why, "%s is open to others than %s: chmod 0700 it",
		    instance->datadir, owner->pw_name);
		return OCF_ERR_PERM;
	}
	if (snprintf(path, sizeof(path), "%s/PG_VERSION", instance->datadir) <
		(int)sizeof(path) &&
	    stat(path, &version) == 0 && version.st_uid != st->st_uid) {
		why_set(why, "%s belongs to %s, but its files to another user",
		    instance->datadir, owner->pw_name);
		return OCF_ERR_PERM;
	}
	return OCF_SUCCESS;
}

static enum ocf_status
find_owner(struct instance *instance, const struct stat *st, struct why *why)
{
	const struct passwd *owner = getpwuid(st->st_uid);
	enum ocf_status status = check_owner(instance, st, owner, why);

	if (status != OCF_SUCCESS)
		return status;
	strcpy(instance->owner, owner->pw_name);
	strcpy(instance->home, owner->pw_dir);
	instance->uid = owner->pw_uid;
	instance->gid = owner->pw_gid;
	return OCF_SUCCESS;
}

static enum ocf_status
find_programs(const char *gausshome, struct instance *instance, struct why *why)
{
	char path[PATH_MAX + sizeof("/bin/gs_ctl")];
	struct stat st;

	if (gausshome[0] != '/' || strlen(gausshome) >= PATH_MAX) {
		why_set(why, "gausshome %s is not an absolute path", gausshome);
		return OCF_ERR_CONFIGURED;
	}
	strcpy(instance->gausshome, gausshome);
	snprintf(path, sizeof(path), "%s/bin/gs_ctl", gausshome);
	if (stat(path, &st) != 0) {
		why_set(why, "openGauss is not here: %s: %s", path,
		    strerror(errno));
		return OCF_ERR_INSTALLED;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & 0111) == 0) {
		why_set(why, "%s is not a program", path);
		return OCF_ERR_INSTALLED;
	}
	return OCF_SUCCESS;
}

/* The first word of PG_VERSION: "9.2" for every openGauss so far. */
static bool
data_version(const struct instance *instance, char ret_version[16])
{
	char text[16];

	return small_file_read(
		   instance->datadir, "PG_VERSION", text, sizeof(text)) > 0 &&
	       sscanf(text, "%15s", ret_version) == 1;
}

/*
 * The version of the data directories that the installation makes, from the
 * first line of its bootstrap file, "# PostgreSQL 9.2": gs_initdb itself
 * compares it.  Running gaussdb --version would cost a monitor 20 ms.
 */
static bool
programs_version(const struct instance *instance, char ret_version[16])
{
	char path[PATH_MAX + sizeof(BKI_FILE) + 1], line[64];
	bool known;
	FILE *bki;

	snprintf(path, sizeof(path), "%s/%s", instance->gausshome, BKI_FILE);
	bki = fopen(path, "re");
	if (bki == NULL)
		return false;
	known = fgets(line, sizeof(line), bki) != NULL &&
		sscanf(line, "# PostgreSQL %15s", ret_version) == 1;
	fclose(bki);
	return known;
}

static enum ocf_status
check_version(const struct instance *instance, struct why *why)
{
	char data[16], programs[16];

	/* Nothing to compare is no objection: the server compares again. */
	if (!data_version(instance, data) ||
	    !programs_version(instance, programs) ||
	    strcmp(data, programs) == 0)
		return OCF_SUCCESS;
	why_set(why,
	    "%s was made by version %s, but the programs in %s are of %s",
	    instance->datadir, data, instance->gausshome, programs);
	return OCF_ERR_INSTALLED;
}

static enum ocf_status
take_port(struct instance *instance, const struct conf_setting *setting,
    unsigned port, struct why *why)
{
	instance->port = PORT_DEFAULT;
	if (port != 0)
		instance->port = port;
	else if (setting->found &&
		 !conf_file_port(setting->value, &instance->port)) {
		why_set(why, "port = %.32s in %s/postgresql.conf is no port",
		    setting->value, instance->datadir);
		return OCF_ERR_INSTALLED;
	}
	return OCF_SUCCESS;
}

/* The value, or what the server takes without one; false if it is too long. */
static bool
take_text(const struct conf_setting *setting, const char *fallback,
    char *ret_text, size_t size, struct why *why)
{
	const char *text =
	    setting->value[0] != '\0' ? setting->value : fallback;

	if (strlen(text) >= size) {
		why_set(why, "%s in postgresql.conf is too long: %.64s...",
		    setting->name, text);
		return false;
	}
	strcpy(ret_text, text);
	return true;
}

static enum ocf_status
take_settings(struct instance *instance, unsigned port, struct why *why)
{
	struct conf_setting settings[] = {
		{ .name = "port" },
		{ .name = "unix_socket_directory" },
		{ .name = "application_name" },
	};

	if (!conf_file_read(instance->datadir, "postgresql.conf", settings,
		sizeof(settings) / sizeof(settings[0]), why))
		return OCF_ERR_INSTALLED;
	if (!take_text(&settings[1], SOCKET_DIR_DEFAULT, instance->socket_dir,
		sizeof(instance->socket_dir), why) ||
	    !take_text(&settings[2], APPLICATION_NAME_DEFAULT,
		instance->application_name, sizeof(instance->application_name),
		why))
		return OCF_ERR_INSTALLED;
	return take_port(instance, &settings[0], port, why);
}

enum ocf_status
instance_open(const char *datadir, const char *gausshome, unsigned port,
    struct instance *ret_instance, struct why *why)
{
	struct instance instance = { 0 };
	enum ocf_status status;
	struct stat st;

	status = find_datadir(datadir, &instance, &st, why);
	if (status == OCF_SUCCESS)
		status = find_owner(&instance, &st, why);
	if (status == OCF_SUCCESS)
		status = find_programs(gausshome, &instance, why);
	if (status == OCF_SUCCESS)
		status = check_version(&instance, why);
	if (status == OCF_SUCCESS)
		status = take_settings(&instance, port, why);
	if (status == OCF_SUCCESS)
		*ret_instance = instance;
	return status;
}

const char *const *
instance_environment(const struct instance *instance)
{
	static char gausshome[PATH_MAX + 16], path[PATH_MAX + 128],
	    libraries[PATH_MAX + 32], home[PATH_MAX + 16], user[OWNER_MAX + 16],
	    logname[OWNER_MAX + 16];
	static const char *const environment[] = { gausshome, path, libraries,
		home, user, logname, "LANG=C", NULL };

	snprintf(
	    gausshome, sizeof(gausshome), "GAUSSHOME=%s", instance->gausshome);
	/* gs_ctl looks for ps, awk, xargs and lsof when it has to kill. */
	snprintf(path, sizeof(path),
	    "PATH=%s/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
	    "/sbin:/bin",
	    instance->gausshome);
	snprintf(libraries, sizeof(libraries), "LD_LIBRARY_PATH=%s/lib",
	    instance->gausshome);
	snprintf(home, sizeof(home), "HOME=%s", instance->home);
	snprintf(user, sizeof(user), "USER=%s", instance->owner);
	snprintf(logname, sizeof(logname), "LOGNAME=%s", instance->owner);
	return environment;
}

bool
instance_is_half_built(const struct instance *instance)
{
	return exists_in(instance->datadir, "build_completed.start");
}

static bool
remove_signal_file(int directory, const char *name)
{
	return unlinkat(directory, name, 0) == 0 || errno == ENOENT;
}

bool
instance_remove_signal_files(const struct instance *instance, struct why *why)
{
	static const char *const names[] = { "failover", "switchover",
		"switchover_timeout", "primary", "standby", "cascade_standby",
		"term_file" };
	int directory =
	    open(instance->datadir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool removed = directory >= 0;

	for (size_t i = 0; removed && i < sizeof(names) / sizeof(names[0]); i++)
		removed = remove_signal_file(directory, names[i]);
	/* A power cut must not bring back a file that promotes. */
	removed = removed && fsync(directory) == 0;
	if (!removed)
		why_set(why, "cannot remove signal files from %s: %s",
		    instance->datadir, strerror(errno));
	if (directory >= 0)
		close(directory);
	return removed;
}
