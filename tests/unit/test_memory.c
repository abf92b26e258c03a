/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/memory.h"

#include <string.h>

#include "tests/unit/check.h"

static struct memory_file
parsed(const char *text)
{
	struct memory_file file = { .fd = -1 };
	char copy[4096];

	snprintf(copy, sizeof(copy), "%s", text);
	memory_parse(copy, &file);
	return file;
}

static void
what_is_written_is_read_again(void)
{
	struct memory_file file = { .fd = -1,
		.helper = 4711,
		.helper_begun = 123456789012ull,
		.memory = { .slow = 3,
		    .last_role = ROLE_PRIMARY,
		    .rebuilding = true,
		    .builds = 2,
		    .score_withdrawn = true,
		    .keeper_late = true,
		    .hangs = 4,
		    .misplaced = 6,
		    .restarts = 7,
		    .restarts_begun_s = 31536000,
		    .zone = "az1",
		    .zone_read_s = 5 } };
	char text[4096];
	struct memory_file again;

	memory_format(&file, text, sizeof(text));
	again = parsed(text);
	CHECK(again.memory.slow == 3 && again.memory.builds == 2);
	CHECK(again.memory.last_role == ROLE_PRIMARY);
	CHECK(again.memory.rebuilding && again.memory.score_withdrawn);
	CHECK(again.memory.keeper_late && again.memory.hangs == 4);
	CHECK(again.memory.restarts == 7 && again.memory.misplaced == 6);
	CHECK(again.memory.restarts_begun_s == 31536000);
	CHECK(strcmp(again.memory.zone, "az1") == 0);
	CHECK(again.memory.zone_read_s == 5);
	CHECK(again.helper == 4711 && again.helper_begun == 123456789012ull);
}

static void
nothing_is_remembered_of_nonsense(void)
{
	struct memory_file file = parsed("slow -1\nbuilds 99999999999\n"
					 "rebuilding yes\nhelper 1 5\n"
					 "helper x\nscore_withdrawn 2\nslow\n"
					 "\n \nrole Emperor\n");

	CHECK(file.memory.slow == 0 && file.memory.builds == 0);
	CHECK(!file.memory.rebuilding && file.helper == 0);
	CHECK(!file.memory.score_withdrawn);
	CHECK(file.memory.last_role == ROLE_UNKNOWN);
}

CHECK_MAIN(what_is_written_is_read_again, nothing_is_remembered_of_nonsense)
