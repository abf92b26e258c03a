/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gaussha - what an administrator asks of the keepers, and tells them.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/help.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "ocf/why.h"

static const struct subcommand subcommands[] = {
	{ "status", "[DATABASE]", ACCEPTS(OPTION_JSON) | ACCEPTS(OPTION_WATCH),
	    0, "every node, and what would happen if the primary died now",
	    command_status },
	{ "history", "[DATABASE]", ACCEPTS(OPTION_JSON), 0,
	    "every promotion: when, from where to where, why",
	    command_history },
	{ "switchover", "[DATABASE]",
	    ACCEPTS(OPTION_TO) | ACCEPTS(OPTION_TIMEOUT), 0,
	    "another node becomes the primary, nothing is lost",
	    command_switchover },
	{ "promote", "[DATABASE]",
	    ACCEPTS(OPTION_FORCE) | ACCEPTS(OPTION_YES) |
		ACCEPTS(OPTION_TIMEOUT),
	    ACCEPTS(OPTION_FORCE),
	    "the way out when nobody may be promoted: commits may be lost",
	    command_promote },
	{ "check", NULL, ACCEPTS(OPTION_JSON), 0,
	    "what is wrong with this host and its cluster, and what to type",
	    command_check },
	{ "import", "NODE.CONF", ACCEPTS(OPTION_APPLY) | ACCEPTS(OPTION_YES), 0,
	    "what MogHA's configuration becomes, as commands", command_import },
	{ "metrics", "[DATABASE]", ACCEPTS(OPTION_OUTPUT), 0,
	    "the status as OpenMetrics, for Prometheus", command_metrics },
	{ "quorum", "enable|disable|status|confirm",
	    ACCEPTS(OPTION_GATEWAY) | ACCEPTS(OPTION_RELAY) |
		ACCEPTS(OPTION_OFF) | ACCEPTS(OPTION_YES),
	    0, "the gateway as arbitrator, in this node's corosync.conf",
	    command_quorum },
	{ "pause", "[DATABASE]", 0, 0, "no promotion until resumed",
	    command_pause },
	{ "resume", "[DATABASE]", 0, 0, "promotions are allowed again",
	    command_resume },
	{ "rearm", "[DATABASE]", 0, 0,
	    "mode=lite: the next failover may be made again", command_rearm },
};

#define NSUBCOMMANDS (sizeof(subcommands) / sizeof(subcommands[0]))

static const struct subcommand *
find(const char *name)
{
	for (size_t i = 0; i < NSUBCOMMANDS; i++)
		if (strcmp(subcommands[i].name, name) == 0)
			return &subcommands[i];
	return NULL;
}

static bool
asks_for_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int
refuse_word(const char *word)
{
	struct why why;

	why_set(&why, "there is no command \"%s\"", word);
	(void)tell_failure(&why);
	help_all(stderr, subcommands, NSUBCOMMANDS);
	return STATUS_USAGE;
}

/* Of one command where it is named, else of all. */
static int
help(int argc, char **argv)
{
	const struct subcommand *subcommand = argc > 0 ? find(argv[0]) : NULL;

	if (argc > 0 && subcommand == NULL && strcmp(argv[0], "help") != 0 &&
	    !asks_for_help(argv[0]))
		return refuse_word(argv[0]);
	if (subcommand != NULL)
		help_one(stdout, subcommand);
	else
		help_all(stdout, subcommands, NSUBCOMMANDS);
	return 0;
}

static int
dispatch(const struct subcommand *subcommand, int argc, char **argv)
{
	struct arguments arguments;
	struct why why;

	/* Wherever it stands: nothing else is done then. */
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (asks_for_help(argv[i])) {
			help_one(stdout, subcommand);
			return 0;
		}
	if (arguments_parse(subcommand, argc, argv, &arguments, &why))
		return subcommand->run(&arguments);
	(void)tell_failure(&why);
	help_usage(stderr, subcommand);
	return STATUS_USAGE;
}

static int
obey(int argc, char **argv)
{
	const struct subcommand *subcommand;

	if (argc < 2) {
		help_all(stderr, subcommands, NSUBCOMMANDS);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "help") == 0 || asks_for_help(argv[1]))
		return help(argc - 2, argv + 2);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("gaussha %s\n", GAUSSHA_VERSION);
		return 0;
	}
	subcommand = find(argv[1]);
	if (subcommand != NULL)
		return dispatch(subcommand, argc - 2, argv + 2);
	return refuse_word(argv[1]);
}

/* An answer that did not get through is none: whoever puts it into a file that
 * others read must hear of a full disk. */
int
main(int argc, char **argv)
{
	int status = obey(argc, argv);
	struct why why;

	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return status;
	why_set(&why, "the answer could not be written: %s", strerror(errno));
	(void)tell_failure(&why);
	return status == 0 ? 1 : status;
}
