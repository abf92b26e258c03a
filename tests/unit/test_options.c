/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/options.h"

#include <stdint.h>
#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static struct options options;
static struct why why;

static bool
from_stdin(const char *text)
{
	char *argv[] = { "fence_gaussha", NULL };
	FILE *in = fmemopen((char *)(uintptr_t)text, strlen(text), "r");
	bool ok = in != NULL && options_read(1, argv, in, &options, &why);

	if (in != NULL)
		fclose(in);
	return ok;
}

static void
words_on_stdin_are_read_and_unknown_ones_passed_over(void)
{
	CHECK(from_stdin("# comment\n\naction=off\nnodename=n3\nstrange=1\n"
			 "plug=n1\nplug=n2\n  verbose=yes\n"));
	CHECK(strcmp(options.action, "off") == 0);
	CHECK(strcmp(options.plug, "n2") == 0);
	CHECK(strcmp(options.nodename, "n3") == 0);
	CHECK(strcmp(options.mode, "proof") == 0);
	CHECK(strcmp(options.verbose, "1") == 0);
	CHECK(options_check(&options, &why));
}

static void
other_names_of_the_api_mean_the_same(void)
{
	CHECK(from_stdin("option=status\nport=n2\n"));
	CHECK(strcmp(options.action, "status") == 0);
	CHECK(strcmp(options.plug, "n2") == 0);
}

static void
the_command_line_says_the_same(void)
{
	char *argv[] = { "f", "-o", "off", "--plug=n2", "-t5", "--mode", "gate",
		"-v", NULL };

	CHECK(options_read(8, argv, NULL, &options, &why));
	CHECK(options_check(&options, &why));
	CHECK(strcmp(options.action, "off") == 0);
	CHECK(strcmp(options.plug, "n2") == 0);
	CHECK(strcmp(options.mode, "gate") == 0);
	CHECK(options_seconds(options.timeout) == 5);
	CHECK(options.verbose[0] != '\0');
}

static void
a_wrong_option_is_named(void)
{
	char *argv[] = { "f", "--plague", NULL };

	CHECK(!options_read(2, argv, NULL, &options, &why));
	CHECK(strstr(why.text, "--plague") != NULL);
	argv[1] = "--plug";
	CHECK(!options_read(2, argv, NULL, &options, &why));
	CHECK(strstr(why.text, "needs a value") != NULL);
}

static void
a_senseless_value_is_named(void)
{
	CHECK(from_stdin("action=destroy\n"));
	CHECK(!options_check(&options, &why));
	CHECK(strstr(why.text, "action=destroy") != NULL);
	CHECK(from_stdin("timeout=soon\n"));
	CHECK(!options_check(&options, &why));
	CHECK(from_stdin("timeout=60s\n"));
	CHECK(options_check(&options, &why));
	CHECK(from_stdin("mode=off\n"));
	CHECK(!options_check(&options, &why));
}

static void
what_is_too_long_is_refused(void)
{
	char line[600] = "plug=";

	memset(line + 5, 'x', 500);
	CHECK(!from_stdin(line));
}

CHECK_MAIN(words_on_stdin_are_read_and_unknown_ones_passed_over,
    other_names_of_the_api_mean_the_same, the_command_line_says_the_same,
    a_wrong_option_is_named, a_senseless_value_is_named,
    what_is_too_long_is_refused)
