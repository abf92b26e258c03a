/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/opts_file.h"

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

#define COMMAND "/opt/openGauss/bin/gaussdb \"-D\" \"/data/dn1\""

static void
the_role_is_the_word_after_the_option(void)
{
	CHECK(opts_file_parse(COMMAND " \"-M\" \"primary\"\n") == ROLE_PRIMARY);
	CHECK(opts_file_parse(COMMAND " \"-M\" \"standby\"") == ROLE_STANDBY);
	CHECK(opts_file_parse(COMMAND " \"-M\" \"cascade_standby\"\n") ==
	      ROLE_CASCADE_STANDBY);
	CHECK(opts_file_parse(COMMAND " \"-M\" \"pending\" \"-c\" \"x=1\"\n") ==
	      ROLE_PENDING);
}

static void
of_two_roles_the_last_one_counts(void)
{
	CHECK(opts_file_parse(COMMAND
		  " \"-M\" \"primary\" \"-M\" \"standby\"\n") == ROLE_STANDBY);
}

static void
without_a_role_nothing_is_known(void)
{
	CHECK(opts_file_parse("") == ROLE_UNKNOWN);
	CHECK(opts_file_parse(COMMAND "\n") == ROLE_UNKNOWN);
	CHECK(opts_file_parse(COMMAND " \"-M\"\n") == ROLE_UNKNOWN);
	CHECK(opts_file_parse(COMMAND " \"-M\" \"") == ROLE_UNKNOWN);
	CHECK(opts_file_parse(COMMAND " \"-M\" \"prim\"") == ROLE_UNKNOWN);
}

static void
an_absent_file_tells_no_role(void)
{
	struct scratch scratch = scratch_make();

	CHECK(opts_file_role(scratch.datadir) == ROLE_UNKNOWN);
	scratch_file(
	    &scratch, "postmaster.opts", COMMAND " \"-M\" \"standby\"\n");
	CHECK(opts_file_role(scratch.datadir) == ROLE_STANDBY);
	scratch_drop(&scratch);
}

CHECK_MAIN(the_role_is_the_word_after_the_option,
    of_two_roles_the_last_one_counts, without_a_role_nothing_is_known,
    an_absent_file_tells_no_role)
