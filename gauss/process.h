/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.h - is the instance's process there?
 *
 * A pid file proves nothing.  A process counts when its uid is the owner's and
 * its working directory is the data directory (openGauss's own test).  What
 * sits on a terminal and is no server is an administrator at work and does not
 * count.
 */
#ifndef GAUSS_PROCESS_H
#define GAUSS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "ocf/moment.h"

struct instance;
struct why;

enum process_presence {
	PROCESS_ABSENT,  /* proven: nothing of the owner's runs in the directory
			  */
	PROCESS_RUNNING, /* the postmaster of postmaster.pid lives */
	PROCESS_STRAY, /* no live postmaster, but something still runs there */
};

/*
 * Looks at postmaster.pid first (cheap), at all of /proc only when that does
 * not name a live postmaster.  *ret_pid is the postmaster's for RUNNING, one of
 * the strays' for STRAY, 0 else.
 */
enum process_presence process_find(
    const struct instance *instance, pid_t *ret_pid);

/* The same of one process, by /proc alone: the data's disk is not touched. */
bool process_is_of(const struct instance *instance, pid_t pid);

/*
 * True when the process cannot answer: stopped (T), in uninterruptible sleep
 * (D), or its first thread gone and others left (Z).  D may pass in a moment.
 */
bool process_is_stuck(pid_t pid);

/*
 * A descriptor that polls readable when the process ends; the caller closes
 * it.  -1 with errno: ESRCH, or ENOSYS before Linux 5.3.
 */
int process_watch(pid_t pid);

/*
 * SIGKILL to every process of the instance until none is left, proven.  False
 * at the deadline, naming a process that would not die.
 */
bool process_kill_all(
    const struct instance *instance, struct moment deadline, struct why *why);

#endif
