/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * overruled.h - two primaries that meet: the one that the record does not
 * mean is ended.
 *
 * It acknowledges nothing (naming.h), loses its score, and Pacemaker demotes
 * it.  Where that does not come about in time, the keeper kills it.
 */
#ifndef KEEPER_OVERRULED_H
#define KEEPER_OVERRULED_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

struct database;

struct overruled {
	bool is_seen;
	struct moment since; /* while is_seen */
	bool is_told, is_quit, is_killed;
};

void overruled_review(struct database *database, struct moment now);

/* It runs as a primary, and the record has another, by a later grant. */
bool overruled_is(const struct database *database);

/*
 * Where the log of the first primary after this term ended when it was
 * granted, as far as the history goes; 0: not known.  What this node's database
 * has behind that may be nowhere else.
 */
uint64_t overruled_fork(const struct database *database, uint64_t term);

#endif
