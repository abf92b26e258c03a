/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer - a client that writes numbered rows and remembers what it was told,
 * and the judge of what became of them.
 */
#include <stdio.h>
#include <string.h>

#include "tests/writer/command.h"
#include "tests/writer/options.h"

static const struct {
	const char *name, *arguments;
	int (*run)(const struct options *options);
} commands[] = {
	{ "prepare", "", command_prepare },
	{ "run",
	    "--journal FILE [--pause-ms 5] [--limit-ms 700] [--sessions 1] "
	    "[--duration-s N]",
	    command_run },
	{ "judge", "--journal FILE [--since-ms T] [--until-ms T] [--json]",
	    command_judge },
};

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

int
main(int argc, char **argv)
{
	struct options options;

	for (size_t i = 0; argc > 1 && i < NCOMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return options_parse(argc - 2, argv + 2, &options)
				   ? commands[i].run(&options)
				   : 2;
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(stderr, "usage: writer %s --conninfo STRING %s\n",
		    commands[i].name, commands[i].arguments);
	return 2;
}
