/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/opts_file.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "gauss/small_file.h"

#define OPTS_FILE_MAX (4 * PATH_MAX)

/* What -M takes, which is not what the server prints later. */
static const struct {
	const char *word;
	enum role role;
} words[] = {
	{ "normal", ROLE_NORMAL },
	{ "primary", ROLE_PRIMARY },
	{ "standby", ROLE_STANDBY },
	{ "cascade_standby", ROLE_CASCADE_STANDBY },
	{ "hadr_main_standby", ROLE_MAIN_STANDBY },
	{ "pending", ROLE_PENDING },
};

/* p is behind the opening quote of the word. */
static enum role
parse_word(const char *p)
{
	size_t n = strcspn(p, "\"\n");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == n &&
		    strncmp(words[i].word, p, n) == 0)
			return words[i].role;
	return ROLE_UNKNOWN;
}

enum role
opts_file_parse(const char *text)
{
	static const char option[] = " \"-M\" \"";
	enum role role = ROLE_UNKNOWN;

	/* The last one is the one that the server obeyed. */
	while ((text = strstr(text, option)) != NULL) {
		text += sizeof(option) - 1;
		role = parse_word(text);
	}
	return role;
}

enum role
opts_file_role(const char *datadir)
{
	char text[OPTS_FILE_MAX];

	if (small_file_read(datadir, "postmaster.opts", text, sizeof(text)) < 0)
		return ROLE_UNKNOWN;
	return opts_file_parse(text);
}
