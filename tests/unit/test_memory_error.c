/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/memory_error.h"

#include <string.h>

#include "tests/unit/check.h"

static bool
finds(const char *log, const char *words)
{
	char text[2048], found[128] = "";

	snprintf(text, sizeof(text), "%s", log);
	/* What was found before the server was started anew is nowhere left. */
	if (!memory_error_find(text, found, sizeof(found)))
		return words == NULL && found[0] == '\0';
	return words != NULL && strcmp(found, words) == 0;
}

static void
what_the_server_says_of_its_memory_is_found(void)
{
	CHECK(finds("2026-11-25 10:00:00.001 x 1 00000 LOG:  checkpoint\n"
		    "2026-11-25 10:00:01.001 x 1 SR002 PANIC:  errcode:1, "
		    "Uncorrected Error occurred at dirty page.\n"
		    "2026-11-25 10:00:02.001 x 1 00000 LOG:  later\n",
	    "errcode:1, Uncorrected Error occurred at dirty page."));
	CHECK(finds("WARNING: uncorrectable memory error at 0x7f",
	    "uncorrectable memory error at 0x7f"));
	CHECK(finds("1 LOG:  signal 7, code BUS_MCEERR_AO\n",
	    "signal 7, code BUS_MCEERR_AO"));
}

static void
the_last_of_several_is_told(void)
{
	CHECK(finds("LOG: UCE error 1\nERROR: UCE error 2\nLOG: well\n",
	    "UCE error 2"));
}

static void
a_server_that_was_started_since_is_sound(void)
{
	CHECK(finds("PANIC: uncorrected error\n"
		    "LOG:  database system is ready to accept connections\n",
	    NULL));
	CHECK(finds("LOG:  database system is ready to accept read only "
		    "connections\nPANIC: uncorrected error\n",
	    "uncorrected error"));
}

/* Or whoever may connect could have a primary handed over. */
static void
what_a_client_made_the_server_quote_is_not_its_word(void)
{
	CHECK(finds("ERROR:  relation \"uncorrected error\" does not exist\n"
		    "STATEMENT:  select * from \"uncorrected error\"\n"
		    "ERROR:  column 'x' of hardware memory error\n",
	    NULL));
	CHECK(finds("uncorrected error\n", NULL));
}

static void
other_errors_are_none_of_the_memory(void)
{
	CHECK(finds("", NULL));
	CHECK(finds("ERROR:  out of memory\nFATAL:  terminating\n"
		    "LOG:  reduce errors\n",
	    NULL));
}

static void
long_words_are_cut(void)
{
	char log[600] = "PANIC: UCE error ", found[16];

	memset(log + strlen(log), 'x', 500);
	CHECK(memory_error_find(log, found, sizeof(found)));
	CHECK(strlen(found) == sizeof(found) - 1);
}

CHECK_MAIN(what_the_server_says_of_its_memory_is_found,
    the_last_of_several_is_told, a_server_that_was_started_since_is_sound,
    what_a_client_made_the_server_quote_is_not_its_word,
    other_errors_are_none_of_the_memory, long_words_are_cut)
