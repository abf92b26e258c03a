/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task.h - what the fence agent's actions do: ask the keeper, and believe only
 * what it says is proven.
 */
#ifndef FENCING_TASK_H
#define FENCING_TASK_H

struct options;
struct why;

/* Exit codes of the FenceAgentAPI. */
enum task_status {
	TASK_DONE = 0,
	TASK_FAILED = 1, /* or not verified */
	TASK_OFF = 2,    /* status, monitor: it was reached, and is off */
};

/* off and reboot; with mode=gate whether that may be done.  The sentence is
 * set in every case. */
enum task_status task_fence(const struct options *options, struct why *why);

/* Is that node's keeper among the others? */
enum task_status task_status(const struct options *options, struct why *why);

/* Can the keeper of this node be asked? */
enum task_status task_monitor(struct why *why);

/* "NAME,ID" a line; with_status: and ",on" or ",off". */
enum task_status task_list(
    const struct options *options, int with_status, struct why *why);

#endif
