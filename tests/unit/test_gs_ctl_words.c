/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/gs_ctl_words.h"

#include <string.h>

#include "tests/unit/captures.h"
#include "tests/unit/check.h"

#define PREFACE "[2026-11-21 20:01:40.308][22179][dn1][gs_ctl]: "

/* What is said of a capture without its first and last line. */
static int
says(const char *text, const char *sentence)
{
	char words[256];

	gs_ctl_words_last(text, words, sizeof(words));
	if (strcmp(words, sentence) == 0)
		return 1;
	printf("said: %s\n", words);
	return 0;
}

/* The output alone: from the second line to the last but one. */
static const char *
output_of(const char *name)
{
	static char text[65536];
	const char *from = capture(name);
	char *end;

	from = strchr(from, '\n') == NULL ? "" : strchr(from, '\n') + 1;
	snprintf(text, sizeof(text), "%s", from);
	end = strstr(text, "[exit code");
	if (end != NULL)
		*end = '\0';
	return text;
}

static void
a_lock_that_another_holds_is_told(void)
{
	CHECK(says(output_of("lock-02-start-while-switchover-waits"),
	    "Another gs_ctl command is still running,start failed"));
}

static void
a_reason_counts_more_than_the_outcome_after_it(void)
{
	CHECK(says(output_of("single-08-failover"),
	    "failover timeout after 60 seconds. please manually check the "
	    "cluster status or backtrack log"));
	CHECK(says(output_of("build-15-incremental-after-interrupted-full"),
	    "last build uncompleted, change to full build"));
	CHECK(says(output_of("build-09-full-refused-on-running-primary"),
	    "The local server run as Primary,build cannot be executed"));
	CHECK(says(output_of("env-01-no-ld-library-path"),
	    "/opt/openGauss/bin/gs_ctl: error while loading shared libraries: "
	    "libboundscheck.so: cannot open shared object file: No such file "
	    "or directory"));
}

static void
without_a_reason_the_outcome_is_told(void)
{
	CHECK(says(PREFACE "waiting for server to start...\n"
			   "." PREFACE
			   "waitpid 22183 failed, exitstatus\n\n" PREFACE
			   "stopped waiting\n" PREFACE
			   "could not start server\nExamine the log output.\n",
	    "could not start server"));
	CHECK(says(output_of("failover-01-standby-primary-dead"),
	    "failover completed (/data/dn2)"));
}

static void
the_server_s_own_last_words_are_the_reason(void)
{
	CHECK(says(PREFACE "waiting for server to start...\n"
			   "2026-11-21 20:01:39 [unknown] FATAL:  Uncompleted "
			   "build is detected, please build again.\n" PREFACE
			   "could not start server\n",
	    "2026-11-21 20:01:39 [unknown] FATAL:  Uncompleted build is "
	    "detected, please build again"));
}

static void
nothing_said_is_no_sentence(void)
{
	CHECK(says("", ""));
	CHECK(says("\n....\n [\n[a][b][c][d]:\n", ""));
	CHECK(says(PREFACE "\r\n", ""));
}

static void
a_long_sentence_is_cut(void)
{
	char words[8];

	gs_ctl_words_last("it does not end", words, sizeof(words));
	CHECK(strcmp(words, "it does") == 0);
}

CHECK_MAIN(a_lock_that_another_holds_is_told,
    a_reason_counts_more_than_the_outcome_after_it,
    without_a_reason_the_outcome_is_told,
    the_server_s_own_last_words_are_the_reason, nothing_said_is_no_sentence,
    a_long_sentence_is_cut)
