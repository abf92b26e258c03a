/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include "ocf/moment.h"

static const struct moment early = { 1000 }, late = { 1500 };

static void
time_does_not_run_backwards(void)
{
	struct moment before = moment_now();

	CHECK(before.ms > 0);
	CHECK(moment_between_ms(before, moment_now()) >= 0);
}

static void
a_moment_moves_both_ways(void)
{
	CHECK(moment_after(early, 500).ms == late.ms);
	CHECK(moment_after(late, -500).ms == early.ms);
}

static void
the_earlier_of_two_is_found_in_any_order(void)
{
	CHECK(moment_earlier(early, late).ms == early.ms);
	CHECK(moment_earlier(late, early).ms == early.ms);
}

static void
what_has_passed_leaves_no_time(void)
{
	CHECK(moment_left_ms(late, early) == 500);
	CHECK(moment_left_ms(early, early) == 0);
	CHECK(moment_left_ms(early, late) == 0);
}

static void
the_way_back_is_negative(void)
{
	CHECK(moment_between_ms(early, late) == 500);
	CHECK(moment_between_ms(late, early) == -500);
}

CHECK_MAIN(time_does_not_run_backwards, a_moment_moves_both_ways,
    the_earlier_of_two_is_found_in_any_order, what_has_passed_leaves_no_time,
    the_way_back_is_negative)
