/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/relearning.h"

#include "tests/unit/check.h"

static struct relearning relearning;

static bool
at(int64_t ms)
{
	return relearning_is_under_way(&relearning, (struct moment){ ms });
}

static void
registered(bool is_reload, int64_t ms)
{
	relearning_on_registration(
	    &relearning, is_reload, (struct moment){ ms });
}

static void
without_a_reload_there_is_nothing_to_learn(void)
{
	relearning = (struct relearning){ 0 };
	CHECK(!at(1000));
	registered(false, 1000);
	CHECK(!at(1001));
}

static void
from_a_reload_to_the_monitor_after_it_and_a_moment_longer(void)
{
	relearning = (struct relearning){ 0 };
	registered(false, 1000);
	registered(true, 2000);
	CHECK(at(2000) && at(6000));
	registered(false, 6000);
	CHECK(at(7499));
	CHECK(!at(7500));
	registered(false, 9000);
	CHECK(!at(9001));
}

static void
a_reload_that_no_monitor_follows_is_over_after_ten_seconds(void)
{
	relearning = (struct relearning){ 0 };
	registered(true, 2000);
	CHECK(at(11999));
	CHECK(!at(12000));
}

static void
a_second_reload_begins_anew(void)
{
	relearning = (struct relearning){ 0 };
	registered(true, 2000);
	registered(false, 2100);
	registered(true, 20000);
	CHECK(at(21700));
}

CHECK_MAIN(without_a_reload_there_is_nothing_to_learn,
    from_a_reload_to_the_monitor_after_it_and_a_moment_longer,
    a_reload_that_no_monitor_follows_is_over_after_ten_seconds,
    a_second_reload_begins_anew)
