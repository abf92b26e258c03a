/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * surroundings.h - what an agent cannot see from its node, and what it should
 * complain of though nothing has failed.
 */
#ifndef KEEPER_SURROUNDINGS_H
#define KEEPER_SURROUNDINGS_H

#include "cpg/request.h"
#include "ocf/moment.h"

struct database;

void surroundings_fill(const struct database *database, struct moment now,
    struct answer_surroundings *ret_around);

/* "" where there is nothing to complain of. */
void surroundings_complaint(
    const struct database *database, struct moment now, struct why *ret_why);

#endif
