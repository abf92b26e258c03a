/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/small_file.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

static void
what_is_written_takes_the_place_of_what_was_there(void)
{
	struct scratch scratch = scratch_make();
	char buf[16];

	CHECK(small_file_write(scratch.datadir, "f", "first", 5) == 0);
	CHECK(small_file_write(scratch.datadir, "f", "2nd", 3) == 0);
	CHECK(small_file_read(scratch.datadir, "f", buf, sizeof(buf)) == 3);
	CHECK(strcmp(buf, "2nd") == 0);
	CHECK(!scratch_has(&scratch, "f.new"));
	scratch_drop(&scratch);
}

static void
what_a_former_try_left_is_no_obstacle_and_no_trap(void)
{
	struct scratch scratch = scratch_make();
	char trap[PATH_MAX], other[PATH_MAX], buf[16];

	snprintf(trap, sizeof(trap), "%s/f.new", scratch.datadir);
	snprintf(other, sizeof(other), "%s/other", scratch.datadir);
	scratch_file(&scratch, "other", "precious");
	CHECK(symlink(other, trap) == 0);
	CHECK(small_file_write(scratch.datadir, "f", "text", 4) == 0);
	CHECK(small_file_read(scratch.datadir, "other", buf, sizeof(buf)) == 8);
	scratch_drop(&scratch);
}

static void
a_file_that_cannot_be_written_stays_as_it_was(void)
{
	struct scratch scratch = scratch_make();
	char path[PATH_MAX];

	/* A directory in the place of the new file. */
	snprintf(path, sizeof(path), "%s/f.new", scratch.datadir);
	scratch_file(&scratch, "f", "old");
	scratch_directory(&scratch, path, 0700);
	CHECK(small_file_write(scratch.datadir, "f", "new", 3) < 0);
	CHECK(small_file_read(scratch.datadir, "f", path, sizeof(path)) == 3);
	CHECK(strcmp(path, "old") == 0);
	scratch_drop(&scratch);
}

static void
failures_are_told_by_their_number(void)
{
	struct scratch scratch = scratch_make();

	CHECK(small_file_write("/nonexistent", "f", "x", 1) == -ENOENT);
	CHECK(small_file_remove("/nonexistent", "f") == -ENOENT);
	CHECK(small_file_remove(scratch.datadir, "absent") == -ENOENT);
	scratch_file(&scratch, "present", "x");
	CHECK(small_file_remove(scratch.datadir, "present") == 0);
	CHECK(!scratch_has(&scratch, "present"));
	scratch_drop(&scratch);
}

CHECK_MAIN(what_is_written_takes_the_place_of_what_was_there,
    what_a_former_try_left_is_no_obstacle_and_no_trap,
    a_file_that_cannot_be_written_stays_as_it_was,
    failures_are_told_by_their_number)
