/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * walk.h - worlds by chance, far deeper than all of them can be seen.
 *
 * Every walk has a number and is made anew from it alone, so a walk that found
 * something is never lost: seed and number are enough to see it again.
 */
#ifndef SIM_WALK_H
#define SIM_WALK_H

#include <stdint.h>

struct found;
struct world;

struct walk_plan {
	uint64_t seed;
	uint64_t first;  /* number of the first walk, from 1 */
	uint64_t nwalks; /* 0: until the time is over */
	double seconds;  /* of the processor */
};

/*
 * Walks until one ends in a violation.  Its story, without the steps that it
 * did not need, can then be told.
 */
struct found walk_search(
    const struct world *start, const struct walk_plan *plan);

/* Prints the story of the last violation. */
void walk_tell(const struct world *start);

#endif
