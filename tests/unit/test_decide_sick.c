/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_sick.h"

#include <string.h>

#include "agents/opengauss/facts.h"
#include "tests/unit/check.h"

#define TRIES 5

static struct why why;

static struct facts
with(enum disk_trouble trouble)
{
	struct facts facts = { .presence = PROCESS_RUNNING };

	facts.disk.trouble = trouble;
	strcpy(facts.disk.mount, "/data");
	return facts;
}

static void
a_disk_that_is_written_is_nothing_to_speak_of(void)
{
	struct facts facts = with(DISK_SOUND);

	CHECK(!decide_sick(&facts, TRIES, &why) && why.text[0] == '\0');
}

static void
what_is_full_read_only_or_fails_is_sick_and_is_named(void)
{
	struct facts facts = with(DISK_FULL);

	facts.disk.free_mb = 3;
	CHECK(decide_sick(&facts, TRIES, &why));
	CHECK(strcmp(why.text,
		  "the file system on /data is full, 3 MB are left") == 0);
	facts = with(DISK_READ_ONLY);
	CHECK(decide_sick(&facts, TRIES, &why));
	CHECK(strstr(why.text, "/data is read-only"));
	facts = with(DISK_FAILS);
	facts.disk.error = 5;
	CHECK(decide_sick(&facts, TRIES, &why));
	CHECK(strstr(why.text, "/data cannot be written (error 5)"));
}

static void
a_slow_disk_is_told_at_once_and_sick_only_after_so_many_times(void)
{
	struct facts facts = with(DISK_HANGS);

	CHECK(!decide_sick(&facts, TRIES, &why));
	CHECK(strstr(why.text, "(1 of 5 times in a row)"));
	facts.memory.hangs = TRIES - 2;
	CHECK(!decide_sick(&facts, TRIES, &why));
	facts.memory.hangs = TRIES - 1;
	CHECK(decide_sick(&facts, TRIES, &why));
}

static void
a_memory_error_in_the_server_s_log_is_sick_and_told(void)
{
	struct facts facts = with(DISK_SOUND);

	strcpy(facts.memory_error, "UCE error at 7");
	CHECK(decide_sick(&facts, TRIES, &why));
	CHECK(strcmp(why.text, "the server's log tells of a memory error: "
			       "UCE error at 7") == 0);
	facts = with(DISK_FULL);
	strcpy(facts.memory_error, "UCE error at 7");
	CHECK(decide_sick(&facts, TRIES, &why));
	CHECK(strstr(why.text, "is full"));
}

CHECK_MAIN(a_disk_that_is_written_is_nothing_to_speak_of,
    what_is_full_read_only_or_fails_is_sick_and_is_named,
    a_slow_disk_is_told_at_once_and_sick_only_after_so_many_times,
    a_memory_error_in_the_server_s_log_is_sick_and_told)
