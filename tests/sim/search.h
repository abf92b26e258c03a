/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * search.h - every world that can be reached; walk.h goes on by chance.
 */
#ifndef SIM_SEARCH_H
#define SIM_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct world;

struct found {
	size_t states;         /* worlds seen, or steps made */
	unsigned depth;        /* every world in so few steps was seen */
	bool is_complete;      /* nothing was left to be seen */
	const char *violation; /* NULL: none */
	uint64_t walk, nwalks; /* of walk.h: the last one's number; all */
};

/*
 * Breadth first, so the story of a violation is a shortest one.  Worlds are
 * told apart by a hash of 64 bits.  Ends at `limit` worlds.  With tell, the
 * story is printed.
 */
struct found search_all(const struct world *start, size_t limit, bool tell);

#endif
