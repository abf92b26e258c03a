/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"

#include <string.h>

#include "cli/help.h"
#include "cli/subcommand.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static const struct subcommand move = {
	.name = "move",
	.operand = "[DATABASE]",
	.accepts =
	    ACCEPTS(OPTION_TO) | ACCEPTS(OPTION_JSON) | ACCEPTS(OPTION_TIMEOUT),
	.needs = ACCEPTS(OPTION_TO),
	.brief = "moves it",
};

static struct arguments arguments;
static struct why why;

static bool
parse(const char *line)
{
	static char words[128];
	char *argv[16], *rest = words;
	int argc = 0;

	snprintf(words, sizeof(words), "%s", line);
	while (argc < 16 && (argv[argc] = strsep(&rest, " ")) != NULL)
		argc++;
	return arguments_parse(&move, argc, argv, &arguments, &why);
}

static bool
is_refused(const char *line, const char *sentence)
{
	bool ok = !parse(line) && strcmp(why.text, sentence) == 0;

	if (!ok)
		printf("%s: %s\n", line, why.text);
	return ok;
}

static void
a_value_follows_its_option_or_an_equals_sign(void)
{
	CHECK(parse("--to n2"));
	CHECK(strcmp(arguments.to, "n2") == 0 && arguments.timeout_s == 60);
	CHECK(strcmp(arguments.operand, "") == 0 && !arguments.json);
	CHECK(parse("db --timeout=5 --json --to=n3"));
	CHECK(strcmp(arguments.to, "n3") == 0 && arguments.timeout_s == 5);
	CHECK(strcmp(arguments.operand, "db") == 0 && arguments.json);
	CHECK(parse("--to n2 -- --strange"));
	CHECK(strcmp(arguments.operand, "--strange") == 0);
}

static void
what_makes_no_sense_is_refused_with_a_sentence(void)
{
	CHECK(is_refused("--to n2 --watch", "move knows no option --watch"));
	CHECK(is_refused("--to n2 -x", "move knows no option -x"));
	CHECK(is_refused("--to", "--to takes NODE"));
	CHECK(is_refused("--to=", "--to takes the name of a node, not \"\""));
	CHECK(is_refused("--to n2 --json=1", "--json takes no value"));
	CHECK(is_refused("--to n2 --timeout -1",
	    "--timeout takes a number from 1 to 3600, not \"-1\""));
	CHECK(is_refused("--to n2 --timeout 0",
	    "--timeout takes a number from 1 to 3600, not \"0\""));
	CHECK(is_refused("--to n2 --timeout 3601",
	    "--timeout takes a number from 1 to 3600, not \"3601\""));
	CHECK(is_refused("--to n2 --timeout 5s",
	    "--timeout takes a number from 1 to 3600, not \"5s\""));
	CHECK(is_refused(
	    "--to n2 a b", "move does not know what to do with \"b\""));
}

static void
what_is_needed_is_asked_for(void)
{
	struct subcommand import = { .name = "import", .operand = "FILE" };

	CHECK(is_refused("db", "move needs --to NODE"));
	CHECK(!arguments_parse(&import, 0, NULL, &arguments, &why));
	CHECK(strcmp(why.text, "import needs FILE") == 0);
}

static void
the_usage_is_made_of_the_same_row(void)
{
	char text[256] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	help_usage(out, &move);
	fclose(out);
	CHECK(strcmp(text, "usage: gaussha move [--json] --to NODE "
			   "[--timeout SECONDS] [DATABASE]\n") == 0);
}

static void
help_tells_every_option_of_the_command_and_no_other(void)
{
	char text[1024] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	help_one(out, &move);
	fclose(out);
	CHECK(strstr(text, "moves it") != NULL);
	CHECK(strstr(text, "    --to      NODE     who shall be") != NULL);
	CHECK(strstr(text, "--watch") == NULL);
}

CHECK_MAIN(a_value_follows_its_option_or_an_equals_sign,
    what_makes_no_sense_is_refused_with_a_sentence, what_is_needed_is_asked_for,
    the_usage_is_made_of_the_same_row,
    help_tells_every_option_of_the_command_and_no_other)
