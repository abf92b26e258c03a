/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"

#include <stdlib.h>
#include <string.h>

#include "cli/subcommand.h"
#include "ocf/why.h"

#define TIMEOUT_S     60
#define TIMEOUT_MAX_S 3600

/* How long a value may be is for who uses it to say. */
static bool
take_to(struct arguments *arguments, const char *value)
{
	arguments->to = value;
	return value[0] != '\0';
}

static bool
take_force(struct arguments *arguments, const char *value)
{
	arguments->force = value;
	return value[0] != '\0';
}

static bool
take_timeout(struct arguments *arguments, const char *value)
{
	char *end;
	unsigned long number;

	if (value[0] < '0' || value[0] > '9')
		return false;
	number = strtoul(value, &end, 10);
	if (*end != '\0' || number == 0 || number > TIMEOUT_MAX_S)
		return false;
	arguments->timeout_s = (unsigned)number;
	return true;
}

static bool
take_json(struct arguments *arguments, const char *value)
{
	(void)value;
	arguments->json = true;
	return true;
}

static bool
take_watch(struct arguments *arguments, const char *value)
{
	(void)value;
	arguments->watch = true;
	return true;
}

static bool
take_yes(struct arguments *arguments, const char *value)
{
	(void)value;
	arguments->yes = true;
	return true;
}

static bool
take_apply(struct arguments *arguments, const char *value)
{
	(void)value;
	arguments->apply = true;
	return true;
}

static bool
take_gateway(struct arguments *arguments, const char *value)
{
	arguments->gateway = value;
	return value[0] != '\0';
}

static bool
take_relay(struct arguments *arguments, const char *value)
{
	arguments->relay = value;
	return strcmp(value, "on") == 0 || strcmp(value, "off") == 0 ||
	       strcmp(value, "required") == 0;
}

static bool
take_output(struct arguments *arguments, const char *value)
{
	arguments->output = value;
	return value[0] != '\0';
}

static bool
take_off(struct arguments *arguments, const char *value)
{
	arguments->off = value;
	return value[0] != '\0';
}

static const struct row {
	struct option_text text;
	const char *wanted; /* what a value is, where that must be told */
	bool (*take)(struct arguments *arguments, const char *value);
} rows[OPTIONS_COUNT] = {
	[OPTION_JSON] = { { "--json", NULL, "JSON, for programs" }, NULL,
	    take_json },
	[OPTION_WATCH] = { { "--watch", NULL, "again every second" }, NULL,
	    take_watch },
	[OPTION_TO] = { { "--to", "NODE", "who shall be the primary" },
	    "the name of a node", take_to },
	[OPTION_FORCE] = { { "--force", "NODE",
			       "who shall be the primary, whatever is lost" },
	    "the name of a node", take_force },
	[OPTION_YES] = { { "--yes", NULL, "do not ask" }, NULL, take_yes },
	[OPTION_TIMEOUT] = { { "--timeout", "SECONDS",
				 "how long to look on, 60 by default" },
	    "a number from 1 to 3600", take_timeout },
	[OPTION_APPLY] = { { "--apply", NULL, "do it, not only say it" }, NULL,
	    take_apply },
	[OPTION_GATEWAY] = { { "--gateway", "ADDRESS",
				 "the gateway; several in quotes, with blanks "
				 "between" },
	    "an address, or several", take_gateway },
	[OPTION_RELAY] = { { "--relay", "on|off|required",
			       "whether it must route words between the "
			       "nodes" },
	    "on, off or required", take_relay },
	[OPTION_OUTPUT] = { { "--output", "FILE",
				"into this file, whole or not at all" },
	    "the path of a file", take_output },
	[OPTION_OFF] = { { "--off", "NODE", "who is off, as you know" },
	    "the name of a node", take_off },
};

const struct option_text *
arguments_option_text(enum option option)
{
	return &rows[option].text;
}

/* The row that word names, as "--to" or "--to=n2"; NULL for no option. */
static const struct row *
find(const struct subcommand *subcommand, const char *word)
{
	size_t n = strcspn(word, "=");

	for (unsigned i = 0; i < OPTIONS_COUNT; i++)
		if ((subcommand->accepts & ACCEPTS(i)) != 0 &&
		    strlen(rows[i].text.name) == n &&
		    strncmp(rows[i].text.name, word, n) == 0)
			return &rows[i];
	return NULL;
}

/* How many words it took; 0 with a sentence when it makes no sense. */
static int
take_option(const struct subcommand *subcommand, char *const argv[], int left,
    struct arguments *arguments, struct why *why)
{
	const struct row *row = find(subcommand, argv[0]);
	const char *value = strchr(argv[0], '=');
	int taken = 1;

	if (row == NULL) {
		why_set(
		    why, "%s knows no option %s", subcommand->name, argv[0]);
		return 0;
	}
	if (value != NULL)
		value++;
	else if (row->text.value != NULL && left > 1) {
		value = argv[1];
		taken = 2;
	}
	if ((value == NULL) != (row->text.value == NULL)) {
		why_set(why, "%s takes %s", row->text.name,
		    row->text.value == NULL ? "no value" : row->text.value);
		return 0;
	}
	if (!row->take(arguments, value)) {
		why_set(why, "%s takes %s, not \"%s\"", row->text.name,
		    row->wanted, value);
		return 0;
	}
	return taken;
}

static bool
take_operand(const struct subcommand *subcommand, const char *word,
    struct arguments *arguments, struct why *why)
{
	if (subcommand->operand == NULL || arguments->operand[0] != '\0') {
		why_set(why, "%s does not know what to do with \"%s\"",
		    subcommand->name, word);
		return false;
	}
	arguments->operand = word;
	return true;
}

/* What must be there: options by their bits, an operand without brackets. */
static bool
is_complete(const struct subcommand *subcommand, unsigned given,
    const struct arguments *arguments, struct why *why)
{
	for (unsigned i = 0; i < OPTIONS_COUNT; i++)
		if ((subcommand->needs & ~given & ACCEPTS(i)) != 0) {
			why_set(why, "%s needs %s%s%s", subcommand->name,
			    rows[i].text.name,
			    rows[i].text.value == NULL ? "" : " ",
			    rows[i].text.value == NULL ? ""
						       : rows[i].text.value);
			return false;
		}
	if (subcommand->operand != NULL && subcommand->operand[0] != '[' &&
	    arguments->operand[0] == '\0') {
		why_set(
		    why, "%s needs %s", subcommand->name, subcommand->operand);
		return false;
	}
	return true;
}

bool
arguments_parse(const struct subcommand *subcommand, int argc,
    char *const argv[], struct arguments *ret_arguments, struct why *why)
{
	struct arguments arguments = {
		.operand = "",
		.to = "",
		.force = "",
		.timeout_s = TIMEOUT_S,
		.gateway = "",
		.relay = "",
		.output = "",
		.off = "",
	};
	unsigned given = 0;
	bool only_operands = false;

	for (int i = 0; i < argc;) {
		int taken = 1;

		if (!only_operands && strcmp(argv[i], "--") == 0)
			only_operands = true;
		else if (!only_operands && argv[i][0] == '-') {
			taken = take_option(
			    subcommand, argv + i, argc - i, &arguments, why);
			if (taken == 0)
				return false;
			given |= ACCEPTS(find(subcommand, argv[i]) - rows);
		} else if (!take_operand(subcommand, argv[i], &arguments, why))
			return false;
		i += taken;
	}
	if (!is_complete(subcommand, given, &arguments, why))
		return false;
	*ret_arguments = arguments;
	return true;
}
