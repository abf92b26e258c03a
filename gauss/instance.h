/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * instance.h - where one openGauss instance lives and to whom it belongs.
 *
 * Looks at the file system only; starts nothing, connects to nothing.
 */
#ifndef GAUSS_INSTANCE_H
#define GAUSS_INSTANCE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "ocf/status.h"

struct why;

#define OWNER_MAX 64

struct instance {
	char datadir[PATH_MAX];   /* resolved, absolute */
	char gausshome[PATH_MAX]; /* bin/gs_ctl is below it */
	char owner[OWNER_MAX];    /* OS user, and the initial database user */
	char home[PATH_MAX];      /* the owner's */
	uid_t uid;
	gid_t gid;
	unsigned port;
	char socket_dir[PATH_MAX]; /* unix_socket_directory, /tmp by default */
	/* How the primary knows this standby; "walreceiver" where not set. */
	char application_name[OWNER_MAX];
};

/*
 * Fills *ret_instance from the data directory (owner, postgresql.conf) and the
 * installation.  port 0: as postgresql.conf says.  On failure *ret_instance is
 * untouched, and the OCF code comes with a sentence:
 * OCF_ERR_INSTALLED: the directory is absent or empty, is no data directory,
 *   or of another major version than the installation's; no postgresql.conf
 *   in it, or no port there; gs_ctl absent or no program.
 * OCF_ERR_PERM: it belongs to root or to no known user, its files to another
 *   user, or others may enter it.
 * OCF_ERR_CONFIGURED: a path that is not absolute.
 * A directory that a build has cleared is one still: it will be rebuilt.
 */
enum ocf_status instance_open(const char *datadir, const char *gausshome,
    unsigned port, struct instance *ret_instance, struct why *why);

/*
 * The environment for openGauss's own programs, and for them only (its libpq
 * breaks everything that uses the system's): GAUSSHOME, PATH, LD_LIBRARY_PATH,
 * HOME, USER, LOGNAME, LANG=C.  Points into static storage, good until the
 * next call.
 */
const char *const *instance_environment(const struct instance *instance);

/* True where a full build was begun and never finished: start is refused. */
bool instance_is_half_built(const struct instance *instance);

/*
 * Removes files by which a dead gs_ctl would still promote or demote an
 * instance when it starts: failover, switchover, switchover_timeout, primary,
 * standby, cascade_standby, term_file.  Only while the instance is down.
 */
bool instance_remove_signal_files(
    const struct instance *instance, struct why *why);

#endif
