/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gs_ctl.h - the verbs of gs_ctl, run as the owner.
 *
 * gs_ctl's exit status lies (0 for a start that did nothing, 0 for a
 * switchover that timed out) and it looks at the server only once a second.
 * So the verbs that change a role are started and let go; the caller asks the
 * instance itself, every few milliseconds, and believes only that.
 *
 * Start, failover and build hold the data directory's pg_ctl.lock while they
 * live, and each gives up at once where another holds it: start with status 0.
 */
#ifndef GAUSS_GS_CTL_H
#define GAUSS_GS_CTL_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "gauss/role.h"
#include "ocf/moment.h"

struct instance;
struct why;

enum gs_ctl_stop_mode { GS_CTL_STOP_FAST, GS_CTL_STOP_IMMEDIATE };

/*
 * A gs_ctl that was let go.  Its output is kept in a file below /run/gaussha,
 * one for each instance and verb, so that what it said can be told when the
 * instance does not come up.
 */
struct gs_ctl_child {
	pid_t pid;        /* 0 once it was seen to end */
	int exit_status;  /* -1 while it runs, and when a signal ended it */
	bool is_failover; /* leaves a file behind that promotes */
	char output_path[128];
	char datadir[PATH_MAX];
};

/*
 * Begins "gs_ctl start -M <role>"; role is STANDBY or CASCADE_STANDBY.  It
 * outlives the caller.
 */
bool gs_ctl_begin_start(const struct instance *instance, enum role role,
    struct moment deadline, struct gs_ctl_child *ret_child, struct why *why);

/*
 * Begins "gs_ctl failover -T <term>", which dies with the caller and, by its
 * own -t, soon after the deadline.  Whatever comes of it, gs_ctl_end() it: the
 * file "failover" that it writes every second promotes at the next start, too.
 */
bool gs_ctl_begin_failover(const struct instance *instance, uint64_t term,
    struct moment deadline, struct gs_ctl_child *ret_child, struct why *why);

/*
 * Begins "gs_ctl build -b <mode> -q"; survives the caller.  mode: auto,
 * incremental, full or standby_full.
 */
bool gs_ctl_begin_build(const struct instance *instance, const char *mode,
    struct gs_ctl_child *ret_child, struct why *why);

/* True while the child lives; else its status is known, and last words are. */
bool gs_ctl_is_running(struct gs_ctl_child *child);

/*
 * The last thing that it said and that means something, as a sentence; "" when
 * it said nothing.
 */
void gs_ctl_last_words(const struct gs_ctl_child *child, struct why *ret_why);

/*
 * Kills the child if it still lives, so that it gives up its lock, and removes
 * what a failover left behind.  Neither a started server nor a promotion that
 * the server has begun is touched.  For a build: it is broken off.
 */
void gs_ctl_end(struct gs_ctl_child *child);

/* Runs "gs_ctl stop -m <mode>" to its end; look at the process afterwards. */
bool gs_ctl_stop(const struct instance *instance, enum gs_ctl_stop_mode mode,
    struct moment deadline, struct why *why);

/*
 * "gs_guc set": writes one setting of an instance that is down.  gs_guc
 * refuses while a build runs or is unfinished.
 */
bool gs_ctl_set(const struct instance *instance, const char *name,
    const char *value, struct moment deadline, struct why *why);

enum build_progress { BUILD_NONE, BUILD_RUNNING, BUILD_FAILED, BUILD_DONE };

/*
 * From the files of the data directory; percent is -1 when not known.  FAILED
 * is also what a build leaves that was refused, beside a running server.
 */
enum build_progress gs_ctl_build_progress(
    const struct instance *instance, int *ret_percent);

#endif
