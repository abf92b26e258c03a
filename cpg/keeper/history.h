/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history.h - every promotion that came to its end: when, from where to where,
 * why.  The newest HISTORY_MAX of them, by ascending term.
 *
 * A term is granted once, so two keepers' histories are one by their terms.
 */
#ifndef KEEPER_HISTORY_H
#define KEEPER_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "gauss/conninfo.h"
#include "gauss/lsn.h"

#define HISTORY_MAX       32
#define HISTORY_NAME_MAX  64
#define HISTORY_CAUSE_MAX 128

struct wire_in;
struct wire_out;

struct promotion_entry {
	uint64_t term;
	int64_t when_s;              /* since 1970, at its end */
	char from[HISTORY_NAME_MAX]; /* the primary before; "" for the first */
	char to[HISTORY_NAME_MAX];
	char cause[HISTORY_CAUSE_MAX];
	struct lsn lsn; /* where the new primary's log ended at its grant */
	unsigned duration_ms; /* from the question to the first commit */
	bool is_told; /* the metadatabase has it, as far as this node knows */
};

struct history {
	unsigned n;
	struct promotion_entry entries[HISTORY_MAX];
	char told_to[CONNINFO_MAX]; /* which metadatabase has those */
};

/* True when it was new; the oldest goes when there is no room. */
bool history_add(struct history *history, const struct promotion_entry *entry);

/* Whom it is to be told from now on.  True when that is another than before,
 * who has been told nothing. */
bool history_tell_to(struct history *history, const char *conninfo);

/* This one has been told; false when that is nothing new, or there is none. */
bool history_mark(struct history *history, uint64_t term, int64_t when_s);

unsigned history_count_untold(const struct history *history);

/* Without what only this node knows. */
void history_put(struct wire_out *out, const struct promotion_entry *entry);
void history_get(struct wire_in *in, struct promotion_entry *ret_entry);

#endif
