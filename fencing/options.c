/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/options.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"

#define SECONDS_MAX 86400

#define FIELD(field) .name = #field, .offset = offsetof(struct options, field)

const struct option_row options_rows[OPTIONS_COUNT] = {
	{
	    FIELD(action),
	    .flag = "--action",
	    .letter = 'o',
	    .kind = OPTION_CHOICE,
	    .choices = "off on reboot status monitor list list-status metadata "
		       "validate-all manpage",
	    .fallback = "reboot",
	    .required = true,
	    .of = "action",
	    .brief = "Fencing action",
	},
	{
	    FIELD(plug),
	    .flag = "--plug",
	    .letter = 'n',
	    .kind = OPTION_TEXT,
	    .of = "id",
	    .brief = "The node to be fenced, as corosync.conf names it",
	},
	{
	    FIELD(nodename),
	    .flag = "--nodename",
	    .letter = 'N',
	    .kind = OPTION_TEXT,
	    .of = "name",
	    .brief = "The same as Pacemaker passes it, where there is no plug",
	},
	{
	    FIELD(mode),
	    .flag = "--mode",
	    .letter = 'm',
	    .kind = OPTION_CHOICE,
	    .choices = "proof gate",
	    .fallback = "proof",
	    .of = "mode",
	    .brief = "proof: succeed when the node can do no harm any more. "
		     "gate: succeed when this node may have another fenced; "
		     "the device behind it on the same level does it",
	},
	{
	    FIELD(fence_action),
	    .flag = "--fence-action",
	    .letter = 'f',
	    .kind = OPTION_CHOICE,
	    .choices = "reboot isolate",
	    .fallback = "reboot",
	    .of = "deed",
	    .brief = "What becomes of a node that helps with its own fencing: "
		     "it reboots (or is switched off, at off), or stays on "
		     "with everything ended",
	},
	{
	    FIELD(timeout),
	    .flag = "--timeout",
	    .letter = 't',
	    .kind = OPTION_SECONDS,
	    .fallback = "50",
	    .of = "seconds",
	    .brief = "How long a proof is waited for; without one by then, the "
		     "fencing has failed",
	},
	{
	    FIELD(delay),
	    .flag = "--delay",
	    .letter = 'd',
	    .kind = OPTION_SECONDS,
	    .fallback = "0",
	    .of = "seconds",
	    .brief = "Wait so long before fencing is begun",
	},
	{
	    FIELD(separator),
	    .flag = "--separator",
	    .letter = 'C',
	    .kind = OPTION_TEXT,
	    .fallback = ",",
	    .of = "char",
	    .brief = "Separator of the list that the list action prints",
	},
	{
	    FIELD(verbose),
	    .flag = "--verbose",
	    .letter = 'v',
	    .kind = OPTION_FLAG,
	    .brief = "Say what is waited for",
	},
	{
	    FIELD(version),
	    .flag = "--version",
	    .letter = 'V',
	    .kind = OPTION_FLAG,
	    .brief = "Print the version and end",
	},
	{
	    FIELD(help),
	    .flag = "--help",
	    .letter = 'h',
	    .kind = OPTION_FLAG,
	    .brief = "Print the usage and end",
	},
};

const char *
options_value(const struct options *options, const struct option_row *row)
{
	return (const char *)options + row->offset;
}

static bool
set(struct options *options, const struct option_row *row, const char *value,
    struct why *why)
{
	char *field = (char *)options + row->offset;

	if (strlen(value) >= OPTIONS_VALUE_MAX) {
		why_set(why, "%s is too long", row->name);
		return false;
	}
	strcpy(field, value);
	return true;
}

static const struct option_row *
find_name(const char *name, size_t n)
{
	for (size_t i = 0; i < OPTIONS_COUNT; i++)
		if (strlen(options_rows[i].name) == n &&
		    strncmp(options_rows[i].name, name, n) == 0)
			return &options_rows[i];
	/* What the API calls the plug besides, and the action. */
	if (n == 4 && strncmp(name, "port", n) == 0)
		return find_name("plug", n);
	if (n == 6 && strncmp(name, "option", n) == 0)
		return find_name("action", n);
	return NULL;
}

/* A flag on stdin is a word; who turns it off says so. */
static const char *
truth_of(const char *value)
{
	static const char *const no[] = { "", "0", "no", "false", "off" };

	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strcasecmp(value, no[i]) == 0)
			return "";
	return "1";
}

static bool
take_line(struct options *options, char *line, struct why *why)
{
	const struct option_row *row;
	char *start = line, *end = line + strlen(line), *equals;

	while (end > start && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*start))
		start++;
	equals = strchr(start, '=');
	if (*start == '\0' || *start == '#' || equals == NULL)
		return true;
	row = find_name(start, (size_t)(equals - start));
	if (row == NULL)
		return true;
	return set(options, row,
	    row->kind == OPTION_FLAG ? truth_of(equals + 1) : equals + 1, why);
}

static bool
read_lines(struct options *options, FILE *in, struct why *why)
{
	char line[1024];

	while (fgets(line, sizeof(line), in) != NULL)
		if (!take_line(options, line, why))
			return false;
	return true;
}

static const struct option_row *
find_flag(const char *word, const char **ret_value)
{
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		const struct option_row *row = &options_rows[i];
		size_t n = strlen(row->flag);

		*ret_value = NULL;
		if (word[0] == '-' && word[1] == row->letter) {
			if (word[2] != '\0')
				*ret_value = word + 2;
			return row;
		}
		if (strncmp(word, row->flag, n) != 0)
			continue;
		if (word[n] == '=')
			*ret_value = word + n + 1;
		if (word[n] == '=' || word[n] == '\0')
			return row;
	}
	return NULL;
}

static bool
read_words(struct options *options, int argc, char **argv, struct why *why)
{
	for (int i = 1; i < argc; i++) {
		const char *value;
		const struct option_row *row = find_flag(argv[i], &value);

		if (row == NULL) {
			why_set(why, "there is no option %s", argv[i]);
			return false;
		}
		if (row->kind == OPTION_FLAG)
			value = "1";
		else if (value == NULL && i + 1 < argc)
			value = argv[++i];
		if (value == NULL) {
			why_set(why, "%s needs a value", row->flag);
			return false;
		}
		if (!set(options, row, value, why))
			return false;
	}
	return true;
}

bool
options_read(
    int argc, char **argv, FILE *in, struct options *ret, struct why *why)
{
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < OPTIONS_COUNT; i++)
		if (options_rows[i].fallback != NULL)
			(void)set(ret, &options_rows[i],
			    options_rows[i].fallback, why);
	return argc > 1 ? read_words(ret, argc, argv, why)
			: read_lines(ret, in, why);
}

static bool
is_choice(const char *choices, const char *value)
{
	size_t n = strlen(value);

	for (const char *at = choices; n > 0 && at != NULL;
	     at = strchr(at, ' ')) {
		at += *at == ' ';
		if (strncmp(at, value, n) == 0 &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
	}
	return false;
}

/* "50", or "50s" as Pacemaker writes it. */
long
options_seconds(const char *value)
{
	char *end;
	long seconds = strtol(value, &end, 10);

	if (end == value || (strcmp(end, "") != 0 && strcmp(end, "s") != 0) ||
	    seconds < 0 || seconds > SECONDS_MAX)
		return -1;
	return seconds;
}

bool
options_check(const struct options *options, struct why *why)
{
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		const struct option_row *row = &options_rows[i];
		const char *value = options_value(options, row);

		if (row->kind == OPTION_CHOICE &&
		    !is_choice(row->choices, value)) {
			why_set(why, "%s=%s: it is one of %s", row->name, value,
			    row->choices);
			return false;
		}
		if (row->kind == OPTION_SECONDS && options_seconds(value) < 0) {
			why_set(why, "%s=%s: it is a number of seconds",
			    row->name, value);
			return false;
		}
	}
	return true;
}
