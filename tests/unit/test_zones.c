/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/zones.h"

#include <string.h>

#include "cpg/request.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

#define ZONES "az1@north az2@north az3@south az4"

static struct why why;

static void
a_zone_has_the_number_of_its_place_and_a_city(void)
{
	unsigned number = 9, city = 9;

	CHECK(zones_find(ZONES, "az1", &number, &city));
	CHECK(number == 1 && city == 1);
	CHECK(zones_find(ZONES, "az2", &number, &city));
	CHECK(number == 2 && city == 1);
	CHECK(zones_find(ZONES, "az3", &number, &city));
	CHECK(number == 3 && city == 3);
	CHECK(zones_find(ZONES, "az4", &number, &city));
	CHECK(number == 4 && city == 0);
}

static void
what_is_no_zone_has_no_place(void)
{
	unsigned number = 9, city = 9;

	CHECK(!zones_find(ZONES, "az5", &number, &city));
	CHECK(!zones_find(ZONES, "", &number, &city));
	CHECK(!zones_find(ZONES, "north", &number, &city));
	CHECK(!zones_find("", "az1", &number, &city));
	CHECK(!zones_find(NULL, "az1", &number, &city));
	CHECK(number == 9 && city == 9);
}

static void
every_zone_that_is_to_hold_a_copy_is_a_wish(void)
{
	struct request_registration of;

	memset(&of, 0, sizeof(of));
	CHECK(zones_fit(ZONES, "az2=2/1, az3=1", &why));
	zones_wish(ZONES, "az2=2/1, az3=1", &of);
	CHECK(of.nwishes == 2);
	CHECK(of.wishes[0].zone == 2 && of.wishes[0].wanted == 2);
	CHECK(of.wishes[0].acks == 1 && of.wishes[0].least == 0);
	CHECK(of.wishes[1].zone == 3 && of.wishes[1].wanted == 1);
	CHECK(of.wishes[1].acks == 1);
	zones_wish(ZONES, "", &of);
	CHECK(of.nwishes == 0);
}

static bool
refuses(const char *zones, const char *sync_zones, const char *words)
{
	return !zones_fit(zones, sync_zones, &why) &&
	       strstr(why.text, words) != NULL;
}

static void
what_cannot_be_is_refused_with_its_word(void)
{
	char longer[200];

	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	CHECK(zones_fit("", NULL, &why) && zones_fit(ZONES, "", &why));
	CHECK(refuses("az1 az2 az1", "", "\"az1\""));
	CHECK(refuses("az1 b\"c", "", "b\"c"));
	CHECK(refuses(
	    "az1@north@east", "", "the city \"north@east\" of \"az1\" is no"));
	CHECK(refuses("az1@", "", "\"az1\""));
	CHECK(refuses("@north", "", "\"\""));
	CHECK(refuses(longer, "", "is no name"));
	CHECK(refuses(ZONES, "az5=1", "az5 is none of zones"));
	CHECK(refuses(ZONES, "az1=1 az1=2", "az1 is there twice"));
	CHECK(refuses(ZONES, "az1", "az1 needs a number"));
	CHECK(refuses(ZONES, "az1=0", "az1 needs a number"));
	CHECK(refuses(ZONES, "az1=9", "az1 needs a number"));
	CHECK(refuses(ZONES, "az1=1/2", "az1 needs a number"));
	CHECK(refuses(ZONES, "az1=2/", "az1 needs a number"));
	CHECK(refuses(ZONES, "az1=12", "az1 needs a number"));
}

static void
a_cascade_is_a_whole_word_of_the_list(void)
{
	CHECK(zones_names("n7, n9", "n9") && zones_names("n7 n9", "n7"));
	CHECK(!zones_names("n71 xn7", "n7") && !zones_names("", "n7"));
	CHECK(!zones_names(NULL, "n7") && !zones_names("n7", ""));
}

CHECK_MAIN(a_zone_has_the_number_of_its_place_and_a_city,
    what_is_no_zone_has_no_place, every_zone_that_is_to_hold_a_copy_is_a_wish,
    what_cannot_be_is_refused_with_its_word,
    a_cascade_is_a_whole_word_of_the_list)
