/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * candidacy_facts.h - what the board says since a candidate's call, as the
 * facts that decide_promotion() asks for.
 */
#ifndef KEEPER_CANDIDACY_FACTS_H
#define KEEPER_CANDIDACY_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

struct database;
struct promotion_facts;

/* Every member of the view has heeded the call, and reported since. */
/*
 * All but the recorded primary's node have answered, and that is enough:
 * whoever died there need not be waited for.
 */
bool candidacy_facts_are_enough(
    const struct database *database, struct moment now);

bool candidacy_facts_all_heard(
    const struct database *database, struct moment now);

/* Of those who have. */
void candidacy_facts_gather(const struct database *database, struct moment now,
    struct promotion_facts *ret_facts);

/* The highest term that any of them knows. */
uint64_t candidacy_facts_term(const struct promotion_facts *facts);

#endif
