/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/server_log.h"

#include <string.h>

#include "tests/unit/check.h"

static bool
finds(const char *log, const char *words)
{
	char text[2048], found[128] = "";

	snprintf(text, sizeof(text), "%s", log);
	if (!server_log_find_words(text, found, sizeof(found)))
		return words[0] == '\0';
	return strcmp(found, words) == 0;
}

static void
the_last_thing_that_ended_the_server_is_found(void)
{
	CHECK(finds("2026-11-21 10:00:00 x 1 FATAL:  first\n"
		    "2026-11-21 10:00:01 x 1 LOG:  later\n"
		    "2026-11-21 10:00:02 x 1 PANIC:  could not write to file: "
		    "No space left on device\n",
	    "could not write to file: No space left on device"));
}

static void
what_a_single_connection_was_told_is_not(void)
{
	CHECK(finds("1 FATAL:  the database system is starting up\n"
		    "2 FATAL:  could not connect to the primary server\n"
		    "3 FATAL:  terminating connection\n",
	    ""));
	CHECK(finds("1 LOG:  ready\n", "") && finds("", ""));
}

static void
long_words_are_cut(void)
{
	char log[600] = "FATAL: ", text[700], found[16];

	memset(log + 7, 'x', 500);
	strcpy(text, log);
	CHECK(server_log_find_words(text, found, sizeof(found)));
	CHECK(strlen(found) == sizeof(found) - 1);
}

CHECK_MAIN(the_last_thing_that_ended_the_server_is_found,
    what_a_single_connection_was_told_is_not, long_words_are_cut)
