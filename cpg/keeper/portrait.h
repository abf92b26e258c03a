/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * portrait.h - this node's database as crm_mon -A shows it.
 */
#ifndef KEEPER_PORTRAIT_H
#define KEEPER_PORTRAIT_H

#include "cpg/keeper/publication.h"

/* Pacemaker's word for a score that nothing outbids. */
#define PORTRAIT_NEVER "-INFINITY"

/* Of a standby that is waited for. */
#define PORTRAIT_IS_SYNC "yes"

struct report;

/* What a portrait is painted of; primary is NULL where none is heard. */
struct sitter {
	const struct report *own;
	const struct report *primary;
	const struct score_verdict *score;
	bool is_kept; /* has a primary's lasting score */
	bool is_registered;
	const char *record; /* in words, where this is the recorded primary */
};

/* Pure.  Positions (LSN, lag) are in it as well: they change all the time. */
void portrait_paint(const struct sitter *sitter, struct portrait *ret_portrait);

/* The attribute's name: "master-db", "db-state", ... */
void portrait_name(
    const char *database, enum shown which, char ret_name[ATTRIBUTE_MAX]);

/* True of what changes with every commit. */
bool portrait_is_position(enum shown which);

#endif
