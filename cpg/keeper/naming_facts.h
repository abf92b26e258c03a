/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * naming_facts.h - what the board and the server say, as the facts that
 * decide_names.h, decide_sync_set.h and decide_relief.h ask for.
 */
#ifndef KEEPER_NAMING_FACTS_H
#define KEEPER_NAMING_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

struct board;
struct board_slot;
struct database;
struct force_facts;
struct relief_facts;
struct rule_group;
struct sender;
struct sync_facts;

/* The node whose database streams under this name; NULL when it is none. */
const struct board_slot *naming_facts_sender(
    const struct board *board, const struct sender *sender);

bool naming_facts_is_streaming(const struct sender *sender);

/* Remembers which standbys stream now, and who only seems to. */
void naming_facts_watch(struct database *database, struct moment now);

/* Those in the rule of a new primary have a while to find it. */
void naming_facts_expect(struct database *database, struct moment now);

/* Of a primary that has its standbys; of one that will have them. */
void naming_facts_of_primary(const struct database *database, struct moment now,
    struct sync_facts *ret_facts);
void naming_facts_of_candidate(const struct database *database,
    struct moment now, struct sync_facts *ret_facts);

void naming_facts_of_force(const struct database *database, struct moment now,
    struct force_facts *ret_facts);

void naming_facts_of_relief(const struct database *database, struct moment now,
    struct relief_facts *ret_facts);

/*
 * The first group of the recorded rule of which fewer stream than must
 * acknowledge: commits wait.  NULL where none does.
 */
const struct rule_group *naming_facts_shortage(
    const struct database *database, unsigned *ret_streaming);

/* For functions that ask for a node's name by its number alone; good until
 * the next call. */
const char *(*naming_facts_name(const struct board *board))(uint32_t node);

#endif
