/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/place.h"

#define OTHER_ZONE 10
#define OTHER_CITY 20
/* Of zones that are equally far the first is nearest. */
#define ORDER_MAX 9

unsigned
place_farness(const struct place *home, const struct place *place)
{
	unsigned order = place->zone < ORDER_MAX ? place->zone : ORDER_MAX;

	if (home->zone == 0 || place->zone == 0 || home->zone == place->zone)
		return 0;
	return OTHER_ZONE + order +
	       (place_is_remote(home, place) ? OTHER_CITY : 0);
}

bool
place_is_remote(const struct place *home, const struct place *place)
{
	return home->city != 0 && place->city != 0 && home->city != place->city;
}
