/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sentry.h - one process that stays behind at an address when its action is
 * over, and how the next action gets rid of it.
 *
 * It stands on the file of the address's turn (turn.h), by a lock of another
 * kind: one that belongs to a process, so that the kernel itself says who has
 * it, and lets it go no later than the process.
 */
#ifndef VIP_SENTRY_H
#define VIP_SENTRY_H

#include <stdbool.h>

#include "ocf/moment.h"

/*
 * In the process that stays behind, with the turn of its parent: ends who
 * stands already, stands instead, and gives the turn up, so that whoever has
 * the turn next sees it standing.  False when it does not; to stand it must
 * keep turn_fd, and open that file no second time.
 */
bool sentry_stand(int turn_fd, struct moment until);

/*
 * Ends who stands, with the turn.  False when somebody still does at `until`;
 * after true there is no instruction that it will still execute.
 */
bool sentry_relieve(int turn_fd, struct moment until);

#endif
