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
		    .stood_down = true,
		    .told_pid = 99,
		    .told_at_ms = 1234567 } };
	char text[4096];
	struct memory_file again;

	strcpy(file.told[SHOWN_STATE], "Standby Need repair (Disconnected)");
	strcpy(file.told[SHOWN_NODE], "n2 10.0.0.2:5433");
	memory_format(&file, text, sizeof(text));
	again = parsed(text);
	CHECK(again.memory.slow == 3 && again.memory.builds == 2);
	CHECK(again.memory.last_role == ROLE_PRIMARY);
	CHECK(again.memory.rebuilding && again.memory.stood_down);
	CHECK(again.memory.told_pid == 99);
	CHECK(again.memory.told_at_ms == 1234567);
	CHECK(again.helper == 4711 && again.helper_begun == 123456789012ull);
	CHECK(strcmp(again.told[SHOWN_STATE], file.told[SHOWN_STATE]) == 0);
	CHECK(strcmp(again.told[SHOWN_NODE], file.told[SHOWN_NODE]) == 0);
}

static void
nothing_is_remembered_of_nonsense(void)
{
	struct memory_file file = parsed("slow -1\nbuilds 99999999999\n"
					 "rebuilding yes\nhelper 1 5\n"
					 "helper x\ndeath -4 1\ntold 99 a\n"
					 "told\ntold 1\n\n \nrole Emperor\n");

	CHECK(file.memory.slow == 0 && file.memory.builds == 0);
	CHECK(!file.memory.rebuilding && file.helper == 0);
	CHECK(file.memory.told_pid == 0 && file.told[1][0] == '\0');
	CHECK(file.memory.last_role == ROLE_UNKNOWN);
}

static void
a_value_that_is_too_long_is_not_taken(void)
{
	char text[1024] = "told 1 ";
	struct memory_file file;

	memset(text + 7, 'x', 600);
	file = parsed(text);
	CHECK(file.told[1][0] == '\0');
}

CHECK_MAIN(what_is_written_is_read_again, nothing_is_remembered_of_nonsense,
    a_value_that_is_too_long_is_not_taken)
