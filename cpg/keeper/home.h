/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * home.h - the place near which a primary is wanted.
 */
#ifndef KEEPER_HOME_H
#define KEEPER_HOME_H

#include "cpg/keeper/place.h"

struct database;

/*
 * Where the recorded primary is, or was when it was last heard; where that is
 * not known, the first zone and its city.
 */
struct place home_find(const struct database *database);

#endif
