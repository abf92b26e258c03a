/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemon.h - ties the link, the scribe and the databases to each other and to
 * the clock.
 */
#ifndef KEEPER_DAEMON_H
#define KEEPER_DAEMON_H

#include <stdbool.h>

struct why;

/* The loop must be open.  False with a sentence when there can be no keeper. */
bool daemon_start(const char *directory, struct why *why);
/* False when it ended because it could not go on: start another. */
bool daemon_stop(void);

#endif
