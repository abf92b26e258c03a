/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * launch.h - starts the instance as a standby.
 */
#ifndef OPENGAUSS_LAUNCH_H
#define OPENGAUSS_LAUNCH_H

#include <stdbool.h>

#include "ocf/moment.h"

struct observer;
struct why;

enum launch_until {
	LAUNCH_BEGUN, /* its process is there */
	LAUNCH_UP,    /* it answers, or has been recovering for a moment */
};

/*
 * Starts an instance that is down, never as primary, and with names by which
 * it acknowledges nothing.  True as soon as it is up
 * as standby, or has begun to recover and lives: Pacemaker promotes elsewhere
 * only after this, and the replay of much WAL must not hold up a failover.
 * False with the server's own words when it does not come up; a start that
 * was begun is then ended.
 */
bool launch(struct observer *observer, enum launch_until until,
    struct moment deadline, struct why *why);

#endif
