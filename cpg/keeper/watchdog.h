/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watchdog.h - the kernel's watchdog device, which resets the node unless it is
 * fed.  The only file that meets linux/watchdog.h.
 *
 * Opening starts it.  Closing it, also by the end of its program, does not stop
 * it: that is what it is for.  It weighs nothing; decide_watchdog.h does.
 */
#ifndef KEEPER_WATCHDOG_H
#define KEEPER_WATCHDOG_H

#include <stdbool.h>

#define WATCHDOG_PATH_MAX 128

struct why;

struct watchdog {
	int fd; /* -1: not open */
	char path[WATCHDOG_PATH_MAX];
	char identity[33];   /* as its driver says */
	unsigned set_s;      /* asked for */
	unsigned timeout_s;  /* as it says */
	bool stops_with_us;  /* its driver has no magic close */
	bool is_unstoppable; /* it was told to stop, and runs on */
};

/* False with a sentence when it is not there, is another's, or is none. */
bool watchdog_open(struct watchdog *watchdog, const char *path,
    unsigned timeout_s, struct why *why);

/* One that a former program of ours has opened; fd is then this one's. */
bool watchdog_adopt(
    struct watchdog *watchdog, int fd, const char *path, struct why *why);

/* What it took is in timeout_s: a device may refuse, or round.  0 leaves it as
 * it is. */
void watchdog_set(struct watchdog *watchdog, unsigned timeout_s);

bool watchdog_feed(struct watchdog *watchdog, struct why *why);

/* True when it is stopped, and closed; else it runs on and is_unstoppable. */
bool watchdog_stop(struct watchdog *watchdog, struct why *why);

/* Lets it go as it is: it runs on. */
void watchdog_leave(struct watchdog *watchdog);

#endif
