/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/following.h"

#include <stddef.h>

#include "tests/unit/check.h"

static void
the_three_modes_are_known(void)
{
	CHECK(following_parse("polling_connection") == FOLLOWING_ANYBODY);
	CHECK(following_parse("specify_connection") == FOLLOWING_ONE);
	CHECK(following_parse("prohibit_connection") == FOLLOWING_NOBODY);
}

static void
another_word_says_nothing(void)
{
	CHECK(following_parse("prohibit") == FOLLOWING_UNKNOWN);
	CHECK(following_parse("") == FOLLOWING_UNKNOWN);
	CHECK(following_parse(NULL) == FOLLOWING_UNKNOWN);
}

CHECK_MAIN(the_three_modes_are_known, another_word_says_nothing)
