/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/control.h"

#include "gauss/instance.h"
#include "ocf/why.h"
#include "tests/unit/captures.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

static void
a_primary_is_in_production(void)
{
	struct control control;

	CHECK(control_parse(
	    capture("pg_controldata-01-running-primary"), &control));
	CHECK(control.state == CONTROL_IN_PRODUCTION);
	CHECK(control.checkpoint.bytes == 0x50000A8);
	CHECK(control.minimum_recovery.bytes == 0);
	CHECK(control.system_identifier == 215046882207056990u);
}

static void
a_standby_that_was_stopped_is_shut_down_in_recovery(void)
{
	struct control control;

	CHECK(control_parse(
	    capture("pg_controldata-03-standby-stopped-fast"), &control));
	CHECK(control.state == CONTROL_SHUT_DOWN_IN_RECOVERY);
	CHECK(control.minimum_recovery.bytes != 0);
}

static void
without_all_that_counts_nothing_is_told(void)
{
	static const char *const texts[] = { "",
		"Database cluster state: shut down\n",
		"Database cluster state: shut down\n"
		"Latest checkpoint location: 0/1\n",
		"Database cluster state: shut down\n"
		"Latest checkpoint location: x\n"
		"Database system identifier: 1\n",
		"Database cluster state: shut down\n"
		"Latest checkpoint location: 0/1\n"
		"Database system identifier: 99999999999999999999\n" };
	struct control control;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK(!control_parse(texts[i], &control));
}

static void
every_state_has_a_word(void)
{
	for (int i = CONTROL_STARTING_UP; i <= CONTROL_IN_PRODUCTION; i++) {
		struct control control;
		char text[256];

		snprintf(text, sizeof(text),
		    "Database cluster state: %s\nLatest checkpoint location: "
		    "0/1\nDatabase system identifier: 1",
		    control_state_text((enum control_state)i));
		CHECK(control_parse(text, &control));
		CHECK(control.state == (enum control_state)i);
	}
}

static void
the_program_is_run_as_the_owner(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance;
	struct control control;
	struct why why = { "" };
	char script[512];

	snprintf(script, sizeof(script),
	    "#!/bin/sh\n[ \"$(id -u)\" = %u ] || exit 9\n"
	    "[ \"$1\" = %s ] || exit 8\n"
	    "echo 'Database cluster state: shut down'\n"
	    "echo 'Latest checkpoint location: 0/5000028'\n"
	    "echo 'Database system identifier: 17'\n",
	    (unsigned)scratch.uid, scratch.datadir);
	scratch_program(&scratch, "pg_controldata", script);
	CHECK(instance_open(scratch.datadir, scratch.gausshome, 0, &instance,
		  &why) == OCF_SUCCESS);
	CHECK(control_read(
	    &instance, moment_after(moment_now(), 5000), &control, &why));
	CHECK(control.system_identifier == 17);
	scratch_program(&scratch, "pg_controldata", "#!/bin/sh\necho no\n");
	CHECK(!control_read(
	    &instance, moment_after(moment_now(), 5000), &control, &why));
	CHECK(strstr(why.text, scratch.datadir) != NULL);
	scratch_drop(&scratch);
}

CHECK_MAIN(a_primary_is_in_production,
    a_standby_that_was_stopped_is_shut_down_in_recovery,
    without_all_that_counts_nothing_is_told, every_state_has_a_word,
    the_program_is_run_as_the_owner)
