/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * databases.h - all databases of this cluster, of which a keeper has heard:
 * from an agent of its node, from another keeper, or from its own disk.
 *
 * A keeper keeps the record also of a database that never ran on its node:
 * every voting node is a witness.
 */
#ifndef KEEPER_DATABASES_H
#define KEEPER_DATABASES_H

#include "cpg/keeper/database.h"

#define DATABASES_MAX 8

/* With what the directory has; logs what is damaged. */
void databases_init(
    const struct database_outlets *outlets, const char *directory);
void databases_done(void);

/* What all of them stand on: the first by name, if the others agree. */
struct footing_view;
void databases_view(struct footing_view *ret_view);

void databases_on_group(
    uint32_t self, const struct view_group *group, struct moment now);
void databases_on_verdict(const struct view_verdict *verdict,
    const char *not_exclusive, struct moment now);
/* False when it makes no sense.  One for which there is no room is dropped. */
bool databases_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now);
void databases_on_written(uint32_t tag, bool ok, struct moment now);
void databases_tick(struct moment now);

bool databases_are_busy(void);

/* A write that the disk does not end: then no group is joined. */
bool databases_are_stuck(struct moment now);

/* NULL when there is none of this name. */
struct database *databases_find(const char *name);

/* The same, made when it is not there; NULL when there is no room. */
struct database *databases_add(const char *name, struct moment now);

/* The i-th, NULL behind the last. */
struct database *databases_at(unsigned i);

#endif
