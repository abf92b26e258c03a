/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relaunch.h - ends the instance, if it runs, and starts it again as a standby,
 * or as a cascade where it is to be one.
 */
#ifndef OPENGAUSS_RELAUNCH_H
#define OPENGAUSS_RELAUNCH_H

#include <stdbool.h>

#include "ocf/moment.h"

struct observer;
struct why;

/*
 * The standby is begun and no more: Pacemaker waits for who calls this, be it
 * to promote another node.  The keeper must have been told to stand down.
 */
bool relaunch(
    struct observer *observer, struct moment deadline, struct why *why);

#endif
