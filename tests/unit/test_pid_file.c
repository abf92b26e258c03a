/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/pid_file.h"

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

static void
the_file_of_a_running_server_is_read(void)
{
	struct pid_file file;

	/* Line 6, the address, is empty where replconninfo is set. */
	CHECK(pid_file_parse("4433\n/data/dn2\n1795290349\n15420\n/tmp\n\n"
			     " 15420001     32777\n",
	    &file));
	CHECK(file.pid == 4433);
	CHECK(strcmp(file.datadir, "/data/dn2") == 0);
	CHECK(file.begun_s == 1795290349);
	CHECK(file.port == 15420);
	CHECK(strcmp(file.socket_dir, "/tmp") == 0);
}

static void
a_file_cut_short_still_names_its_process(void)
{
	struct pid_file file;

	CHECK(pid_file_parse("4433", &file));
	CHECK(file.pid == 4433 && file.port == 0 && file.datadir[0] == '\0');
	CHECK(pid_file_parse("1\n/data\n", &file));
	CHECK(strcmp(file.datadir, "/data") == 0 && file.begun_s == 0);
}

static void
an_empty_file_and_no_number_name_no_process(void)
{
	static const char *const texts[] = { "", "\n", "0\n", "-1\n", "x\n",
		"12x\n", " 12\n", "99999999999\n" };
	struct pid_file file;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK(!pid_file_parse(texts[i], &file));
}

static void
an_absent_file_is_no_process(void)
{
	struct scratch scratch = scratch_make();
	struct pid_file file;

	CHECK(!pid_file_read(scratch.datadir, &file));
	scratch_file(&scratch, "postmaster.pid", "77\n");
	CHECK(pid_file_read(scratch.datadir, &file) && file.pid == 77);
	scratch_drop(&scratch);
}

CHECK_MAIN(the_file_of_a_running_server_is_read,
    a_file_cut_short_still_names_its_process,
    an_empty_file_and_no_number_name_no_process, an_absent_file_is_no_process)
