/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_sync_set.h"

#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static const char *
name(uint32_t node)
{
	static const char *const names[] = { "nobody", "n1", "n2", "n3", "n4",
		"n5" };

	return names[node];
}

static struct sync_standby
good(uint32_t node, unsigned zone)
{
	return (struct sync_standby){ .data = { node, { node } },
		.zone = zone,
		.in_view = true,
		.streaming = true,
		.is_near = true };
}

/* n1 is primary, two good standbys, one of both must acknowledge. */
static struct sync_facts
a_trio(void)
{
	return (struct sync_facts){ .primary = { 1, { 1 } },
		.may_drop = true,
		.nwishes = 1,
		.wishes = { { .wanted = 2, .acks = 1, .least = 1 } },
		.nstandbys = 2,
		.standbys = { good(2, 1), good(3, 1) } };
}

static struct rule present;

/* The rule that follows from the facts is in force from now on. */
static bool
decide(struct sync_facts *facts, struct why *why)
{
	struct rule rule;

	if (!decide_sync_set(facts, name, &rule, why))
		return false;
	CHECK(rule_is_sound(&rule));
	present = rule;
	facts->present = &present;
	return true;
}

static void
near_standbys_are_taken_in_and_then_all_is_well(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	CHECK(decide(&facts, &why));
	CHECK(strcmp(why.text, "n2 is taken in: it streams and is near") == 0);
	CHECK(present.ngroups == 1 && present.groups[0].k == 1 &&
	      present.groups[0].nmembers == 2);
	CHECK(!decide(&facts, &why));
}

static void
a_standby_that_does_not_stream_is_dropped(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	decide(&facts, &why);
	facts.standbys[1].streaming = false;
	CHECK(decide(&facts, &why));
	CHECK(strcmp(why.text, "n3 is dropped: it does not stream") == 0);
	CHECK(present.groups[0].nmembers == 1 && rule_names(&present, 2));
}

static void
a_standby_that_lags_is_kept_but_not_taken_in(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	decide(&facts, &why);
	facts.standbys[1].is_near = false;
	CHECK(!decide(&facts, &why));
	facts.standbys[1].streaming = false;
	CHECK(decide(&facts, &why));
	facts.standbys[1].streaming = true;
	CHECK(!decide(&facts, &why));
	facts.standbys[1].is_near = true;
	CHECK(decide(&facts, &why));
}

static void
below_the_least_writes_rather_stop(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	decide(&facts, &why);
	facts.standbys[0].streaming = facts.standbys[1].streaming = false;
	CHECK(!decide(&facts, &why));
	CHECK(strcmp(why.text,
		  "too few standbys stream: writes wait for more") == 0);
	facts.wishes[0].least = 0;
	CHECK(decide(&facts, &why));
	CHECK(present.ngroups == 0);
}

static void
fewer_than_wanted_acknowledge_down_to_the_least(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	facts.wishes[0].acks = 2;
	CHECK(decide(&facts, &why) && present.groups[0].k == 2);
	facts.standbys[0].in_view = false;
	CHECK(decide(&facts, &why) && present.groups[0].k == 1);
	facts.wishes[0].least = 2;
	facts.standbys[0].in_view = true;
	CHECK(decide(&facts, &why) && present.groups[0].k == 2);
	facts.standbys[0].in_view = false;
	CHECK(!decide(&facts, &why));
}

static void
alone_nobody_is_dropped(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	decide(&facts, &why);
	facts.may_drop = false;
	facts.standbys[0].streaming = false;
	CHECK(!decide(&facts, &why));
	CHECK(strcmp(why.text,
		  "alone, and may not act alone yet: nobody is dropped") == 0);
}

static void
no_cascade_no_build_no_unknown_data(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	facts.standbys[0].cascaded = true;
	facts.standbys[1].building = true;
	facts.wishes[0].least = 0;
	CHECK(decide(&facts, &why) && present.ngroups == 0);
	facts.standbys[1].building = false;
	facts.standbys[1].data.incarnation.id = 0;
	CHECK(!decide(&facts, &why));
}

static void
data_built_anew_is_another_member(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	decide(&facts, &why);
	facts.standbys[1].data.incarnation.id = 33;
	CHECK(decide(&facts, &why));
	CHECK(rule_group_find(&present.groups[0], 3)->incarnation.id == 33);
}

static void
every_zone_that_counts_holds_a_copy(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	facts.nwishes = 2;
	facts.wishes[0].zone = 1;
	facts.wishes[1] = facts.wishes[0];
	facts.wishes[1].zone = 2;
	facts.nstandbys = 4;
	facts.standbys[2] = good(4, 2);
	facts.standbys[3] = good(5, 2);
	CHECK(decide(&facts, &why) && present.ngroups == 2);
	CHECK(rule_group_find(&present.groups[1], 5) != NULL &&
	      rule_group_find(&present.groups[0], 5) == NULL);
	facts.standbys[2].streaming = facts.standbys[3].streaming = false;
	CHECK(!decide(&facts, &why));
	facts.wishes[1].least = 0;
	CHECK(decide(&facts, &why) && present.ngroups == 1);
}

static void
a_zone_that_is_lost_is_done_without_down_to_the_least_of_all(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	facts.nwishes = 2;
	facts.least = 1;
	facts.wishes[0] =
	    (struct sync_wish){ .zone = 1, .wanted = 1, .acks = 1 };
	facts.wishes[1] =
	    (struct sync_wish){ .zone = 2, .wanted = 1, .acks = 1 };
	facts.nstandbys = 3;
	facts.standbys[2] = good(4, 2);
	CHECK(decide(&facts, &why) && present.ngroups == 2);
	facts.standbys[2].streaming = false;
	CHECK(decide(&facts, &why) && present.ngroups == 1);
	facts.standbys[0].streaming = facts.standbys[1].streaming = false;
	CHECK(!decide(&facts, &why) && present.ngroups == 1);
}

static void
a_new_primary_that_hears_no_zone_waits_for_whoever_comes(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	facts.least = 1;
	facts.wishes[0] =
	    (struct sync_wish){ .zone = 3, .wanted = 1, .acks = 1 };
	CHECK(decide(&facts, &why) && present.ngroups == 1);
	CHECK(present.groups[0].k == 1 && present.groups[0].nmembers == 1);
}

static void
a_new_primary_waits_for_those_who_are_away(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	facts.standbys[0].streaming = facts.standbys[1].streaming = false;
	CHECK(decide(&facts, &why));
	CHECK(present.groups[0].k == 1 && present.groups[0].nmembers == 1);
}

/* What is built anew is other data: a rule that names the old is never met. */
static void
a_new_primary_waits_for_those_who_must_be_rebuilt_last_of_all(void)
{
	struct sync_facts facts = a_trio();
	struct why why;

	facts.standbys[0].streaming = facts.standbys[1].streaming = false;
	facts.standbys[0].building = true;
	CHECK(decide(&facts, &why));
	CHECK(present.groups[0].nmembers == 1 && rule_names(&present, 3));
	facts.present = NULL;
	facts.standbys[1].building = true;
	CHECK(decide(&facts, &why));
	CHECK(present.groups[0].nmembers == 1 && rule_names(&present, 2));
	facts.present = NULL;
	facts.wishes[0].least = facts.wishes[0].acks = 2;
	CHECK(decide(&facts, &why));
	CHECK(present.groups[0].nmembers == 2);
}

CHECK_MAIN(near_standbys_are_taken_in_and_then_all_is_well,
    a_standby_that_does_not_stream_is_dropped,
    a_standby_that_lags_is_kept_but_not_taken_in,
    below_the_least_writes_rather_stop,
    fewer_than_wanted_acknowledge_down_to_the_least, alone_nobody_is_dropped,
    no_cascade_no_build_no_unknown_data, data_built_anew_is_another_member,
    every_zone_that_counts_holds_a_copy,
    a_zone_that_is_lost_is_done_without_down_to_the_least_of_all,
    a_new_primary_that_hears_no_zone_waits_for_whoever_comes,
    a_new_primary_waits_for_those_who_are_away,
    a_new_primary_waits_for_those_who_must_be_rebuilt_last_of_all)
