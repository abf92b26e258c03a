/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_teller.h"

#include "cpg/keeper/decide_view.h"
#include "tests/unit/check.h"

static const struct view_group none = { .nnodes = 0 };
static const struct view_group one = { .nnodes = 1, .nodes = { 1 } };
static const struct view_group two = { .nnodes = 2, .nodes = { 2, 3 } };
static const struct view_group all = { .nnodes = 3, .nodes = { 1, 2, 3 } };

static void
the_first_of_those_who_stayed_tells(void)
{
	CHECK(decide_teller(1, &all, &all));
	CHECK(!decide_teller(2, &all, &all));
	CHECK(decide_teller(2, &all, &two));
	CHECK(!decide_teller(3, &all, &two));
}

/* n1 came back, was the first of the group, and nobody told it what came about
 * while it was away. */
static void
a_newcomer_is_told_though_it_is_the_first_of_the_group(void)
{
	CHECK(decide_teller(2, &two, &all));
	CHECK(!decide_teller(3, &two, &all));
}

static void
who_comes_tells_too_and_so_does_each_of_those_who_start_together(void)
{
	CHECK(decide_teller(1, &one, &all));
	CHECK(decide_teller(1, &none, &all));
	CHECK(decide_teller(3, &none, &all));
}

static void
who_is_alone_tells_nobody(void)
{
	CHECK(!decide_teller(1, &all, &one));
	CHECK(!decide_teller(1, &all, &none));
}

CHECK_MAIN(the_first_of_those_who_stayed_tells,
    a_newcomer_is_told_though_it_is_the_first_of_the_group,
    who_comes_tells_too_and_so_does_each_of_those_who_start_together,
    who_is_alone_tells_nobody)
