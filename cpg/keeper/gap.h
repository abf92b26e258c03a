/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gap.h - settings beside synchronous_standby_names that let the server
 * acknowledge, or may have let it, without any standby: see gauss/guard.h.
 */
#ifndef KEEPER_GAP_H
#define KEEPER_GAP_H

#include <stdbool.h>

#include "ocf/moment.h"

struct database;

bool gap_is_open(const struct database *database);

/* Asks the hand, not too often; whether it is closed the next look tells. */
void gap_close(struct database *database, struct moment now);

#endif
