/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * child.h - a process that goes on when the action is over.
 *
 * Nobody waits for it, and Pacemaker must not: it reads the agent's stdout and
 * stderr until the last holder has closed them.
 */
#ifndef VIP_CHILD_H
#define VIP_CHILD_H

#include <sys/types.h>

#define CHILD_KEEP_MAX 20

struct why;

/*
 * As fork().  The child has a session and the name of its own, and of the
 * parent's descriptors only those that keep[] points to, whose new numbers are
 * written there.  A signal ends it after life_s, whatever it does.
 */
pid_t child_start(const char *name, unsigned life_s, int *const keep[],
    unsigned nkeep, struct why *why);

#endif
