/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/gs_ctl.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "gauss/instance.h"
#include "ocf/why.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

/* Says how it was called, and by whom, in the data directory. */
#define TELL_CALL                                                              \
	"#!/bin/sh\n"                                                          \
	"echo \"$@\" > \"$3/call\"; id -u >> \"$3/call\"\n"                    \
	"echo \"$GAUSSHOME $PWD\" >> \"$3/call\"\n"

static struct instance instance;
static struct gs_ctl_child child;
static struct why why;

static struct moment
in_s(int seconds)
{
	/* Half a second more, so that whole ones are left to gs_ctl. */
	return moment_after(moment_now(), seconds * 1000 + 500);
}

static struct scratch
scratch_with(const char *program, const char *script)
{
	struct scratch scratch = scratch_make();

	scratch_program(&scratch, program, script);
	CHECK(instance_open(scratch.datadir, scratch.gausshome, 0, &instance,
		  &why) == OCF_SUCCESS);
	return scratch;
}

static void
drop(const struct scratch *scratch)
{
	(void)unlink(child.output_path);
	scratch_drop(scratch);
}

static void
await_end(void)
{
	for (int i = 0; i < 500 && gs_ctl_is_running(&child); i++)
		(void)poll(NULL, 0, 10);
	CHECK(!gs_ctl_is_running(&child));
}

static void
await_file(const struct scratch *scratch, const char *name)
{
	for (int i = 0; i < 500 && !scratch_has(scratch, name); i++)
		(void)poll(NULL, 0, 10);
	CHECK(scratch_has(scratch, name));
}

/* Whether the script was called with words, as the owner, in its world. */
static int
was_called(const struct scratch *scratch, const char *words)
{
	char path[PATH_MAX], text[1024], expected[1024];
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/call", scratch->datadir);
	file = fopen(path, "r");
	if (file != NULL)
		n = fread(text, 1, sizeof(text) - 1, file);
	if (file != NULL)
		fclose(file);
	text[n] = '\0';
	snprintf(expected, sizeof(expected), "%s\n%u\n%s /\n", words,
	    (unsigned)scratch->uid, scratch->gausshome);
	if (strcmp(text, expected) == 0)
		return 1;
	printf("called: %s", text);
	return 0;
}

static void
a_start_is_always_as_a_standby(void)
{
	struct scratch scratch = scratch_with("gs_ctl", TELL_CALL);
	char words[512];

	CHECK(
	    gs_ctl_begin_start(&instance, ROLE_PRIMARY, in_s(9), &child, &why));
	await_end();
	CHECK(child.exit_status == 0);
	snprintf(words, sizeof(words), "start -D %s -M standby -t 9",
	    scratch.datadir);
	CHECK(was_called(&scratch, words));
	drop(&scratch);
}

static void
a_server_without_a_log_does_not_fill_the_memory(void)
{
	struct scratch scratch = scratch_with("gs_ctl", TELL_CALL);
	char words[512];

	scratch_file(&scratch, "postgresql.conf", "logging_collector = off\n");
	CHECK(gs_ctl_begin_start(
	    &instance, ROLE_CASCADE_STANDBY, in_s(9), &child, &why));
	await_end();
	snprintf(words, sizeof(words),
	    "start -D %s -M cascade_standby -l /dev/null -t 9",
	    scratch.datadir);
	CHECK(was_called(&scratch, words));
	drop(&scratch);
}

static void
what_it_said_last_is_told(void)
{
	struct scratch scratch = scratch_with("gs_ctl",
	    "#!/bin/sh\necho '[t][1][][gs_ctl]: port 5 is in use.'\n"
	    "echo could not start server >&2\nexit 3\n");

	CHECK(
	    gs_ctl_begin_start(&instance, ROLE_STANDBY, in_s(5), &child, &why));
	await_end();
	CHECK(child.exit_status == 3);
	gs_ctl_last_words(&child, &why);
	CHECK(strcmp(why.text, "port 5 is in use") == 0);
	/* The next one's words are its own. */
	scratch_program(&scratch, "gs_ctl", "#!/bin/sh\nexit 0\n");
	CHECK(
	    gs_ctl_begin_start(&instance, ROLE_STANDBY, in_s(5), &child, &why));
	await_end();
	gs_ctl_last_words(&child, &why);
	CHECK(why.text[0] == '\0');
	gs_ctl_end(&child);
	drop(&scratch);
}

/* What a real one does: writes its file again and again. */
#define FAILOVER                                                               \
	TELL_CALL                                                              \
	"while :; do : > \"$3/failover\"; : > \"$3/begun\"; sleep 0.02; "      \
	"done\n"

static void
a_failover_ends_with_its_file(void)
{
	struct scratch scratch = scratch_with("gs_ctl", FAILOVER);
	char words[512];

	CHECK(gs_ctl_begin_failover(&instance, 7, in_s(9), &child, &why));
	await_file(&scratch, "begun");
	snprintf(
	    words, sizeof(words), "failover -D %s -T 7 -t 9", scratch.datadir);
	CHECK(was_called(&scratch, words));
	CHECK(gs_ctl_is_running(&child));
	gs_ctl_end(&child);
	CHECK(!gs_ctl_is_running(&child));
	CHECK(!scratch_has(&scratch, "failover"));
	(void)poll(NULL, 0, 100);
	CHECK(!scratch_has(&scratch, "failover"));
	drop(&scratch);
}

static void
a_failover_dies_with_its_caller(void)
{
	struct scratch scratch = scratch_with("gs_ctl", FAILOVER);
	int status, before = check_failures;
	pid_t caller = fork();

	if (caller == 0) {
		if (!gs_ctl_begin_failover(&instance, 7, in_s(9), &child, &why))
			_exit(1);
		await_file(&scratch, "begun");
		(void)unlink(child.output_path);
		_exit(check_failures != before);
	}
	CHECK(waitpid(caller, &status, 0) == caller && status == 0);
	(void)poll(NULL, 0, 100);
	CHECK(instance_remove_signal_files(&instance, &why));
	(void)poll(NULL, 0, 100);
	CHECK(!scratch_has(&scratch, "failover"));
	drop(&scratch);
}

static void
a_term_that_the_database_cannot_hold_is_refused(void)
{
	struct scratch scratch = scratch_with("gs_ctl", TELL_CALL);

	CHECK(!gs_ctl_begin_failover(&instance, 0, in_s(1), &child, &why));
	CHECK(!gs_ctl_begin_failover(
	    &instance, 1ull << 32, in_s(1), &child, &why));
	CHECK(!scratch_has(&scratch, "call"));
	drop(&scratch);
}

static void
a_program_that_cannot_be_run_is_told_at_once(void)
{
	struct scratch scratch = scratch_with("gs_ctl", "#!/no/such/shell\n");

	CHECK(!gs_ctl_begin_start(
	    &instance, ROLE_STANDBY, in_s(5), &child, &why));
	CHECK(strstr(why.text, "gs_ctl") != NULL);
	drop(&scratch);
}

static void
a_build_is_followed_by_its_files(void)
{
	struct scratch scratch = scratch_with(
	    "gs_ctl", TELL_CALL "echo $$ > \"$3/gs_build.pid\"\nsleep 20\n");
	char words[512];
	int percent;

	CHECK(gs_ctl_build_progress(&instance, &percent) == BUILD_NONE);
	CHECK(!gs_ctl_begin_build(&instance, "fulll", &child, &why));
	scratch_file(&scratch, "gs_build.pid", "0");
	CHECK(gs_ctl_build_progress(&instance, &percent) == BUILD_DONE);
	CHECK(gs_ctl_begin_build(&instance, "full", &child, &why));
	await_file(&scratch, "gs_build.pid");
	snprintf(words, sizeof(words),
	    "build -D %s -b full -M standby -r 600 -q", scratch.datadir);
	CHECK(was_called(&scratch, words));
	for (int i = 0; i < 100 && gs_ctl_build_progress(&instance, &percent) !=
				       BUILD_RUNNING;
	     i++)
		(void)poll(NULL, 0, 10);
	CHECK(gs_ctl_build_progress(&instance, &percent) == BUILD_RUNNING);
	CHECK(percent == -1);
	CHECK(!gs_ctl_begin_build(&instance, "full", &child, &why));
	CHECK(strstr(why.text, "already") != NULL);
	gs_ctl_end(&child);
	CHECK(gs_ctl_build_progress(&instance, &percent) == BUILD_FAILED);
	drop(&scratch);
}

static void
a_number_that_is_no_gs_ctl_builds_nothing(void)
{
	struct scratch scratch = scratch_with("gs_ctl", TELL_CALL);
	char text[16];
	int percent;

	snprintf(text, sizeof(text), "%d", (int)getpid());
	scratch_file(&scratch, "gs_build.pid", text);
	CHECK(gs_ctl_build_progress(&instance, &percent) == BUILD_FAILED);
	scratch_file(&scratch, "gs_build.pid", "0");
	scratch_file(&scratch, "build_completed.start", "");
	CHECK(gs_ctl_build_progress(&instance, &percent) == BUILD_FAILED);
	drop(&scratch);
}

static void
a_stop_and_a_setting_are_run_to_their_end(void)
{
	struct scratch scratch =
	    scratch_with("gs_ctl", TELL_CALL "exit $(cat $3/status)\n");
	char words[512];

	scratch_program(&scratch, "gs_guc", TELL_CALL);
	scratch_file(&scratch, "status", "0");
	CHECK(gs_ctl_stop(&instance, GS_CTL_STOP_IMMEDIATE, in_s(9), &why));
	snprintf(words, sizeof(words), "stop -D %s -m immediate -t 9",
	    scratch.datadir);
	CHECK(was_called(&scratch, words));
	scratch_file(&scratch, "status", "1");
	CHECK(!gs_ctl_stop(&instance, GS_CTL_STOP_FAST, in_s(9), &why));
	CHECK(gs_ctl_set(&instance, "synchronous_standby_names",
	    "ANY 1 (node1)", in_s(9), &why));
	snprintf(words, sizeof(words),
	    "set -D %s -c synchronous_standby_names='ANY 1 (node1)'",
	    scratch.datadir);
	CHECK(was_called(&scratch, words));
	CHECK(!gs_ctl_set(&instance, "a", "x' y", in_s(9), &why));
	CHECK(!gs_ctl_set(&instance, "a", "x\ny", in_s(9), &why));
	drop(&scratch);
}

CHECK_MAIN(a_start_is_always_as_a_standby,
    a_server_without_a_log_does_not_fill_the_memory, what_it_said_last_is_told,
    a_failover_ends_with_its_file, a_failover_dies_with_its_caller,
    a_term_that_the_database_cannot_hold_is_refused,
    a_program_that_cannot_be_run_is_told_at_once,
    a_build_is_followed_by_its_files, a_number_that_is_no_gs_ctl_builds_nothing,
    a_stop_and_a_setting_are_run_to_their_end)
