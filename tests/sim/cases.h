/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cases.h - the worlds that are searched, and what must come of it.
 */
#ifndef SIM_CASES_H
#define SIM_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/sim/seams.h"
#include "tests/sim/world.h"

enum cases_kind {
	RECORD_2,  /* two nodes and a device, no databases */
	RECORD_3,  /* three nodes, no databases */
	MESSAGE_2, /* the same, every message and write a step of its own */
	MESSAGE_3,
	WORLD_2,  /* two nodes and a device; A is primary */
	WORLD_3,  /* three nodes */
	ZONED_3,  /* every node in a zone of its own */
	COMMIT_3, /* and has written a commit */
	GRANT_2,  /* B was granted, and its keeper came anew */
	GRANT_3,
	STRAY_3, /* B is primary, A has strayed and refuses for C */
	FIRST_2, /* no record of the databases yet */
	FIRST_3,
	NAMES_2,       /* B has names from an earlier life */
	RECORD_WALK_2, /* random walks, messages and writes as steps */
	RECORD_WALK_3,
	WALK_2,
	WALK_3,
	ZONED_WALK_3,
};

/* With a rule left out, the search must find a loss; else it must not. */
struct cases_row {
	const char *sentence;
	enum cases_kind kind;
	enum seam left_out;
	size_t limit; /* worlds; 0: until all are seen */
	struct sim_budget budget;
};

/* NULL behind the last. */
const struct cases_row *cases_row(size_t i);

bool cases_is_walk(const struct cases_row *row);

/* The world in which the search begins; from then on the rule is left out. */
void cases_begin(const struct cases_row *row, struct world *ret_world);

#endif
