/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cause.h - why there is to be another primary, as history tells it.
 */
#ifndef KEEPER_CAUSE_H
#define KEEPER_CAUSE_H

#include "cpg/keeper/history.h"
#include "ocf/moment.h"

struct database;

/* What the keepers know of it; asked, the words of who asked, where that is
 * nothing. */
void cause_find(const struct database *database, const char *asked,
    struct moment now, char ret_cause[HISTORY_CAUSE_MAX]);

#endif
