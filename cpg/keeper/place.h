/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place.h - where a node stands: in which zone, in which city.
 *
 * Zones are ordered, the first is liked most.  Where nothing is said of one,
 * nodes are as near to each other as can be.
 */
#ifndef KEEPER_PLACE_H
#define KEEPER_PLACE_H

#include <stdbool.h>

struct place {
	unsigned zone; /* from 1; 0: none */
	unsigned city; /* from 1; 0: none */
};

/* Points that a promotion score is lower by: more, the farther it is from home;
 * 0 in the same zone, below PLACE_FARNESS_MAX everywhere. */
#define PLACE_FARNESS_MAX 64
unsigned place_farness(const struct place *home, const struct place *place);

/* In another city than home, as far as both are known. */
bool place_is_remote(const struct place *home, const struct place *place);

#endif
