/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/writer/history.h"

static const struct {
	const char *name;
	size_t offset;
	int64_t standard, least, most;
} numbers[] = {
	{ "--pause-ms", offsetof(struct options, pause_ms), 5, 0, 60000 },
	{ "--limit-ms", offsetof(struct options, limit_ms), 700, 1, 600000 },
	{ "--sessions", offsetof(struct options, sessions), 1, 1,
	    SESSIONS_MAX },
	{ "--duration-s", offsetof(struct options, duration_s), 0, 0, 86400 },
	{ "--since-ms", offsetof(struct options, since_ms), 0, 0, INT64_MAX },
	{ "--until-ms", offsetof(struct options, until_ms), INT64_MAX, 0,
	    INT64_MAX },
};

#define NNUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static int64_t *
field(struct options *options, size_t i)
{
	return (int64_t *)((char *)options + numbers[i].offset);
}

static bool
take_number(struct options *options, const char *name, const char *text)
{
	for (size_t i = 0; i < NNUMBERS; i++) {
		int64_t value;
		char *end;

		if (strcmp(name, numbers[i].name) != 0)
			continue;
		errno = 0;
		value = strtoll(text, &end, 10);
		if (errno != 0 || *end != '\0' || end == text ||
		    value < numbers[i].least || value > numbers[i].most)
			break;
		*field(options, i) = value;
		return true;
	}
	fprintf(stderr, "writer: %s %s: not understood\n", name, text);
	return false;
}

static bool
take(struct options *options, const char *name, const char *value)
{
	if (strcmp(name, "--conninfo") == 0)
		options->conninfo = value;
	else if (strcmp(name, "--journal") == 0)
		options->journal = value;
	else
		return take_number(options, name, value);
	return true;
}

bool
options_parse(int argc, char **argv, struct options *ret_options)
{
	const char *why;

	memset(ret_options, 0, sizeof(*ret_options));
	for (size_t i = 0; i < NNUMBERS; i++)
		*field(ret_options, i) = numbers[i].standard;
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			ret_options->json = true;
		else if (i + 1 == argc) {
			fprintf(stderr, "writer: %s: no value\n", argv[i]);
			return false;
		} else if (!take(ret_options, argv[i], argv[i + 1]))
			return false;
		else
			i++;
	}
	if (ret_options->conninfo == NULL) {
		fprintf(stderr, "writer: --conninfo is missing\n");
		return false;
	}
	if (!hosts_split(ret_options->conninfo, &ret_options->hosts, &why)) {
		fprintf(stderr, "writer: --conninfo: %s\n", why);
		return false;
	}
	return true;
}
