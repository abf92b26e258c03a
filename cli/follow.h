/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * follow.h - looks on while what was asked of the keeper is done, and says
 * each step.
 */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include <stdbool.h>

#include "cli/handover.h"

struct request;
struct why;

/*
 * Until it has come as far as HANDOVER_NAMED or _DONE: true.  False with a
 * sentence when it failed, or did not come so far in time.
 */
bool follow_handover(struct handover *handover, enum handover_step far,
    const char *database, unsigned timeout_s, struct why *why);

/*
 * Until the record says so: promotions are paused, or are not.  The request is
 * made again while it is not: another change of the record may have come first.
 */
bool follow_hold(
    const struct request *request, unsigned timeout_s, struct why *why);

/* Until the record says that it is armed, in the same way. */
bool follow_rearm(
    const struct request *request, unsigned timeout_s, struct why *why);

#endif
