/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_restart.h"

#include "tests/unit/check.h"

static struct restart_facts
ten_in_three_minutes(void)
{
	return (struct restart_facts){
		.is_wanted = true, .limit = 10, .window_s = 180, .now_s = 5000
	};
}

static void
a_primary_is_restarted_only_where_that_is_wanted(void)
{
	struct restart_facts facts = ten_in_three_minutes();

	CHECK(decide_restart(&facts));
	facts.is_wanted = false;
	CHECK(!decide_restart(&facts));
}

static void
after_so_many_another_takes_over_until_the_window_is_over(void)
{
	struct restart_facts facts = ten_in_three_minutes();

	for (unsigned i = 0; i < 10; i++) {
		CHECK(decide_restart(&facts));
		decide_restart_count(&facts);
		facts.now_s += 17;
	}
	CHECK(!decide_restart(&facts));
	facts.now_s = 5000 + 179;
	CHECK(!decide_restart(&facts));
	facts.now_s = 5000 + 180;
	CHECK(decide_restart(&facts));
	decide_restart_count(&facts);
	CHECK(facts.restarts == 1 && facts.begun_s == 5180);
}

static void
a_limit_of_none_is_failover(void)
{
	struct restart_facts facts = ten_in_three_minutes();

	facts.limit = 0;
	CHECK(!decide_restart(&facts));
}

static void
a_clock_that_was_set_back_by_a_boot_begins_a_window(void)
{
	struct restart_facts facts = ten_in_three_minutes();

	facts.restarts = 10;
	facts.begun_s = 9000;
	CHECK(decide_restart(&facts));
}

/* Whatever comes when, never more than limit in any window that was begun. */
static void
over_many_sequences_the_bound_holds(void)
{
	for (unsigned seed = 1; seed < 2000; seed++) {
		struct restart_facts facts = ten_in_three_minutes();
		unsigned state = seed;

		for (unsigned i = 0; i < 60; i++) {
			state = state * 1103515245u + 12345u;
			facts.now_s += (state >> 16) % 40;
			if (!decide_restart(&facts))
				continue;
			decide_restart_count(&facts);
			CHECK(facts.restarts <= facts.limit);
			CHECK(facts.now_s - facts.begun_s < facts.window_s);
		}
	}
}

CHECK_MAIN(a_primary_is_restarted_only_where_that_is_wanted,
    after_so_many_another_takes_over_until_the_window_is_over,
    a_limit_of_none_is_failover,
    a_clock_that_was_set_back_by_a_boot_begins_a_window,
    over_many_sequences_the_bound_holds)
