/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * search.h - every world with so many faults, or random walks.
 */
#ifndef VOTESIM_SEARCH_H
#define VOTESIM_SEARCH_H

#include "tests/votesim/world.h"

struct found {
	const char *violation; /* NULL: none */
	uint64_t nworlds;      /* told apart by a hash of 64 bits */
	bool is_complete;      /* none was left out */
	unsigned nsteps;
	struct event steps[STORY_MAX]; /* that lead to it */
};

/* With its story breadth first, so that it is a shortest one; without, depth
 * first, which needs little more memory than the hashes. */
void search_all(unsigned nnodes, unsigned budget, uint64_t limit,
    bool with_story, struct found *ret_found);

/* A search is complete only if worlds of one hash go on in the same way: all
 * that makes a difference is in it.  Violated where two do not. */
void search_alike(unsigned nnodes, unsigned budget, struct found *ret_found);

/* nworlds counts the steps walked. */
void search_walk(unsigned nnodes, unsigned budget, uint64_t seed,
    double seconds, struct found *ret_found);

void search_tell(const struct found *found);

#endif
