/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ocf/log.h"

static char said[4096];

/* Keeps in `said` what say() puts on stderr. */
static void
listen_to(void (*say)(void))
{
	char path[] = "/tmp/test_log.XXXXXX";
	int fd = mkstemp(path), before = dup(STDERR_FILENO);
	ssize_t n;

	dup2(fd, STDERR_FILENO);
	say();
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	n = pread(fd, said, sizeof(said) - 1, 0);
	said[n > 0 ? n : 0] = '\0';
	close(before);
	close(fd);
	unlink(path);
}

static void
say_a_reason(void)
{
	log_open("test");
	log_exit_reason("two\nlines, 100 %d");
	log_close();
}

static void
say_a_degraded_reason(void)
{
	log_open("test");
	log_degraded_reason("the disk is nearly full");
	log_close();
}

static void
say_a_long_reason(void)
{
	char text[3000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_exit_reason(text);
}

static void
say_all_levels(void)
{
	log_open("test");
	log_error("%s", "e");
	log_warning("%d", 2);
	log_info("%s", "a line\nand 100 %s");
	log_debug("d");
	log_close();
}

static void
say_before_opening(void)
{
	log_info("lost");
	log_close();
}

static void
an_exit_reason_is_one_line_whatever_it_held(void)
{
	listen_to(say_a_reason);
	CHECK(strcmp(said, "ocf-exit-reason:two lines, 100 %d\n") == 0);
}

static void
a_degraded_reason_reaches_pacemaker_in_the_same_form(void)
{
	listen_to(say_a_degraded_reason);
	CHECK(strcmp(said, "ocf-exit-reason:the disk is nearly full\n") == 0);
}

static void
a_long_reason_is_cut_and_still_a_line(void)
{
	listen_to(say_a_long_reason);
	CHECK(strlen(said) < 1100);
	CHECK(said[strlen(said) - 1] == '\n');
	CHECK(strchr(said, '\n') == said + strlen(said) - 1);
}

static void
stderr_is_silent_unless_debugging(void)
{
	listen_to(say_all_levels);
	CHECK(said[0] == '\0');
}

static void
debugging_is_heard_on_stderr_line_by_line(void)
{
	setenv("HA_debug", "1", 1);
	listen_to(say_all_levels);
	unsetenv("HA_debug");
	CHECK(strstr(said, "error: e\n") != NULL);
	CHECK(strstr(said, "warning: 2\n") != NULL);
	CHECK(strstr(said, "info: a line and 100 %s\n") != NULL);
	CHECK(strstr(said, "debug: d\n") != NULL);
}

static void
look_into_pacemakers_file(void)
{
	char path[] = "/tmp/test_log.XXXXXX", text[2048] = "";
	int fd = mkstemp(path);

	setenv("PCMK_logfile", path, 1);
	listen_to(say_all_levels);
	unsetenv("PCMK_logfile");
	CHECK(said[0] == '\0');
	CHECK(pread(fd, text, sizeof(text) - 1, 0) > 0);
	CHECK(strstr(text, " test[") != NULL);
	CHECK(strstr(text, "]: error: e\n") != NULL ||
	      strstr(text, "] error: e\n") != NULL);
	CHECK(strstr(text, "debug: d") == NULL);
	close(fd);
	unlink(path);
}

/* With Pacemaker's own defaults, and without syslog. */
static void
the_lines_go_into_pacemakers_file(void)
{
	look_into_pacemakers_file();
	setenv("HA_logfacility", "daemon", 1);
	look_into_pacemakers_file();
	setenv("HA_logfacility", "none", 1);
	look_into_pacemakers_file();
	unsetenv("HA_logfacility");
}

static void
nothing_breaks_when_the_log_is_not_open(void)
{
	listen_to(say_before_opening);
	CHECK(said[0] == '\0');
}

CHECK_MAIN(an_exit_reason_is_one_line_whatever_it_held,
    a_degraded_reason_reaches_pacemaker_in_the_same_form,
    a_long_reason_is_cut_and_still_a_line, stderr_is_silent_unless_debugging,
    debugging_is_heard_on_stderr_line_by_line,
    the_lines_go_into_pacemakers_file, nothing_breaks_when_the_log_is_not_open)
