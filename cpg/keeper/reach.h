/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reach.h - for how long this node's primary has reached fewer gateways than a
 * standby does.
 */
#ifndef KEEPER_REACH_H
#define KEEPER_REACH_H

#include <stdbool.h>

#include "ocf/moment.h"

struct database;

/* Looks whether this node's primary is worse off than a standby. */
void reach_review(struct database *database, struct moment now);

/* It is, and has been for gateway_timeout. */
bool reach_hands_over(const struct database *database, struct moment now);

#endif
