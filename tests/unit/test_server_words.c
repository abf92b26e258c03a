/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/server_words.h"

#include <string.h>

#include "tests/unit/check.h"

#define SOCKET "connection to server on socket \"/tmp/.s.PGSQL.15400\" failed: "

static void
a_server_that_will_soon_answer_is_starting(void)
{
	CHECK(server_words_failure(
		  SOCKET "FATAL:  57P03: the database system is starting up\n"
			 "LOCATION:  ProcessStartupPacket, postmaster.c:2\n") ==
	      SESSION_STARTING);
	CHECK(server_words_failure(
		  "FATAL:  57P03: the database system is in recovery mode") ==
	      SESSION_STARTING);
	CHECK(server_words_failure("FATAL:  57P03: \xe6\x95\xb0\xe6\x8d\xae") ==
	      SESSION_STARTING);
}

static void
a_server_on_its_way_out_is_stopping(void)
{
	CHECK(server_words_failure(
		  "FATAL:  57P03: the database system is shutting down") ==
	      SESSION_STOPPING);
	CHECK(server_words_failure(
		  "FATAL:  57P01: terminating connection due "
		  "to administrator command\nserver closed "
		  "the connection unexpectedly\n") == SESSION_STOPPING);
	CHECK(server_words_failure(
		  "server closed the connection "
		  "unexpectedly\n\tThis probably means the "
		  "server terminated abnormally") == SESSION_STOPPING);
}

static void
what_will_not_pass_by_waiting_is_a_denial(void)
{
	CHECK(server_words_failure(
		  "FATAL:  57P03: can not accept connection if hot standby "
		  "off") == SESSION_DENIED);
	CHECK(
	    server_words_failure(
		"FATAL:  57P03: can not accept connection in pending mode.") ==
	    SESSION_DENIED);
	CHECK(server_words_failure(
		  "FATAL:  53300: sorry, too many clients already") ==
	      SESSION_DENIED);
	CHECK(
	    server_words_failure("none of the server's SASL authentication "
				 "mechanisms are supported") == SESSION_DENIED);
}

static void
nobody_there_and_nobody_who_accepts_are_two_things(void)
{
	CHECK(
	    server_words_failure(SOCKET "Connection refused\n\tIs the server "
					"running locally?") == SESSION_REFUSED);
	CHECK(server_words_failure(SOCKET "No such file or directory\n") ==
	      SESSION_REFUSED);
	CHECK(server_words_failure(
		  "could not send startup packet: Transport endpoint is not "
		  "connected\n") == SESSION_NO_ANSWER);
	CHECK(server_words_failure(SOCKET "Connection timed out") ==
	      SESSION_NO_ANSWER);
}

static int
becomes(const char *message, const char *sentence)
{
	char text[128];

	server_words_sentence(message, text, sizeof(text));
	if (strcmp(text, sentence) == 0)
		return 1;
	printf("became: %s\n", text);
	return 0;
}

static void
a_sentence_is_one_line_without_codes(void)
{
	CHECK(becomes(SOCKET
	    "FATAL:  57P03: the database system is starting up\nLOCATION: x",
	    "the database system is starting up"));
	CHECK(becomes("ERROR:  42883: function x() does not exist\nLINE 1: x",
	    "function x() does not exist"));
	CHECK(becomes(SOCKET "Connection refused\n\tIs", "Connection refused"));
	CHECK(becomes("FATAL:  can not accept connection in pending mode.\n",
	    "FATAL:  can not accept connection in pending mode"));
	CHECK(becomes("", ""));
	CHECK(becomes("FATAL:  57P03", "FATAL:  57P03"));
}

static void
a_long_sentence_is_cut(void)
{
	char text[8];

	server_words_sentence("FATAL:  XX000: 0123456789", text, sizeof(text));
	CHECK(strcmp(text, "0123456") == 0);
}

static void
a_standby_is_named_by_what_is_in_the_brackets(void)
{
	char name[64];

	CHECK(server_words_standby("WalSender to Standby[node1]", name));
	CHECK(strcmp(name, "node1") == 0);
	CHECK(server_words_standby("WalSender to Standby[a[1]]", name));
	CHECK(strcmp(name, "a[1]") == 0);
	CHECK(server_words_standby("node2", name));
	CHECK(strcmp(name, "node2") == 0);
}

static void
a_walsender_of_a_build_is_no_standby(void)
{
	char name[64], longer[65];

	CHECK(!server_words_standby("WalSender to Build[gs_ctl]", name));
	CHECK(!server_words_standby("WalSender to Standby[]", name));
	CHECK(!server_words_standby("", name));
	memset(longer, 'x', 64);
	longer[64] = '\0';
	CHECK(!server_words_standby(longer, name));
}

static void
the_upstream_is_the_far_end_of_the_channel(void)
{
	char address[64];

	server_words_upstream("127.0.0.1:44157<--10.0.0.1:15401", address);
	CHECK(strcmp(address, "10.0.0.1") == 0);
	server_words_upstream("::1:44157<--fe80::2:15401", address);
	CHECK(strcmp(address, "fe80::2") == 0);
	server_words_upstream("10.0.0.1:1-->10.0.0.2:2", address);
	CHECK(strcmp(address, "") == 0);
	server_words_upstream("", address);
	CHECK(strcmp(address, "") == 0);
}

CHECK_MAIN(a_server_that_will_soon_answer_is_starting,
    a_server_on_its_way_out_is_stopping,
    what_will_not_pass_by_waiting_is_a_denial,
    nobody_there_and_nobody_who_accepts_are_two_things,
    a_sentence_is_one_line_without_codes, a_long_sentence_is_cut,
    a_standby_is_named_by_what_is_in_the_brackets,
    a_walsender_of_a_build_is_no_standby,
    the_upstream_is_the_far_end_of_the_channel)
