/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inscription.h - an event as a row of the metadatabase: doc/metadatabase.md
 * has the table.  SQL that PostgreSQL and openGauss both take.
 */
#ifndef COURIER_INSCRIPTION_H
#define COURIER_INSCRIPTION_H

#include <stdbool.h>

#include "ocf/moment.h"

struct errand;
struct fencing;
struct promotion_entry;
struct session;
struct why;

/* Could rows be told?  The tables are there, and may be read. */
bool inscription_look(
    struct session *session, struct moment deadline, struct why *why);

/*
 * The row is there, whoever told it: the events of a cluster's database have
 * their term and their time, and every node has the same ones.
 */
bool inscription_make(struct session *session, const struct errand *errand,
    const struct promotion_entry *entry, struct moment deadline,
    struct why *why);

/* The same of a fencing, which is about a node and not about a database. */
bool inscription_make_fencing(struct session *session,
    const struct errand *errand, const struct fencing *entry,
    struct moment deadline, struct why *why);

#endif
