/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * health.h - is this node well, whatever Pacemaker thinks of it?
 *
 * Asked when it shall be fenced: Pacemaker has a node fenced also when only its
 * controller has crashed, which pacemakerd starts again in a second.
 */
#ifndef KEEPER_HEALTH_H
#define KEEPER_HEALTH_H

#include <stdbool.h>

#include "ocf/moment.h"

/* Every database that runs here has answered lately, and the lease is held. */
bool health_is_good(struct moment now);

/* It is not there, or was started lately, long after Pacemaker was. */
bool health_controller_crashed(void);

bool health_pacemaker_runs(void);

#endif
