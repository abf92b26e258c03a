/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/place.h"

#include "tests/unit/check.h"

static const struct place home = { 2, 1 };

static unsigned
farness(unsigned zone, unsigned city)
{
	struct place place = { zone, city };

	return place_farness(&home, &place);
}

static void
the_same_zone_is_nearer_than_the_same_city_and_that_than_another(void)
{
	CHECK(farness(2, 1) == 0);
	CHECK(farness(2, 1) < farness(1, 1));
	CHECK(farness(1, 1) < farness(3, 1));
	CHECK(farness(3, 1) < farness(4, 2));
	CHECK(farness(9, 1) < farness(1, 2));
	CHECK(farness(200, 200) < PLACE_FARNESS_MAX);
}

static void
without_zones_nobody_is_far(void)
{
	struct place nowhere = { 0, 0 };

	CHECK(farness(0, 0) == 0);
	CHECK(place_farness(&nowhere, &home) == 0);
}

static void
only_another_city_that_is_known_is_remote(void)
{
	struct place other = { 3, 2 }, same = { 1, 1 }, unknown = { 3, 0 };

	CHECK(place_is_remote(&home, &other));
	CHECK(!place_is_remote(&home, &same));
	CHECK(!place_is_remote(&home, &unknown));
	CHECK(!place_is_remote(&unknown, &other));
}

CHECK_MAIN(the_same_zone_is_nearer_than_the_same_city_and_that_than_another,
    without_zones_nobody_is_far, only_another_city_that_is_known_is_remote)
