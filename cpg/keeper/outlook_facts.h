/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outlook_facts.h - the board as the world that decide_promotion() would judge
 * if the primary were gone and all standbys refused: for scores, and for what
 * people want to know beforehand.
 */
#ifndef KEEPER_OUTLOOK_FACTS_H
#define KEEPER_OUTLOOK_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

struct database;
struct outlook_facts;
struct promotion_facts;
struct report;
struct score_facts;
struct switchover_facts;

/* The primary that is heard, NULL without one; of two that of the higher term.
 */
const struct report *outlook_facts_primary(
    const struct database *database, struct moment now);

/* Streams from the primary, with a log that ends near the primary's. */
bool outlook_facts_is_near(const struct database *database,
    const struct report *report, struct moment now);

/* The promotion of that node, were the primary gone. */
void outlook_facts_gather(const struct database *database, uint32_t node,
    struct moment now, struct promotion_facts *ret_world);

void outlook_facts_of_score(const struct database *database, struct moment now,
    struct score_facts *ret_facts);
void outlook_facts_of_switchover(const struct database *database, uint32_t node,
    bool is_forced, struct moment now, struct switchover_facts *ret_facts);
void outlook_facts_of_outlook(const struct database *database,
    struct moment now, struct outlook_facts *ret_facts);

#endif
