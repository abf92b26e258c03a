/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/memory_error.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const levels[] = {
	"PANIC:", "FATAL:", "ERROR:", "WARNING:", "LOG:"
};

static const char *const phrases[] = {
	"uncorrected error",
	"uncorrectable error",
	"uncorrected memory error",
	"uncorrectable memory error",
	"uncorrected hardware memory error",
	"hardware memory error",
	"hardware memory corruption",
	"UCE error",
	"BUS_MCEERR_A",
};

/* Behind the first level of the line; NULL: it has none. */
static const char *
message_of(const char *line)
{
	const char *first = NULL;

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		const char *found = strstr(line, levels[i]);

		if (found != NULL && (first == NULL || found < first))
			first = found + strlen(levels[i]);
	}
	return first == NULL ? NULL : first + strspn(first, " ");
}

/* "reduce error" is none of the memory. */
static bool
begins_a_word(const char *message, const char *at)
{
	return at == message || !isalnum((unsigned char)at[-1]);
}

static bool
is_quoted(const char *message, const char *at)
{
	size_t n = strcspn(message, "\"'");

	return message + n < at;
}

static bool
tells(const char *message)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		const char *found = strcasestr(message, phrases[i]);

		if (found != NULL && begins_a_word(message, found) &&
		    !is_quoted(message, found))
			return true;
	}
	return false;
}

/* A server that was started since uses other pages. */
static bool
is_a_new_life(const char *message)
{
	static const char ready[] = "database system is ready to accept";

	return strncmp(message, ready, sizeof(ready) - 1) == 0;
}

bool
memory_error_find(char *text, char *ret_words, size_t size)
{
	char *line;

	ret_words[0] = '\0';
	while ((line = strsep(&text, "\n")) != NULL) {
		const char *message = message_of(line);

		if (message == NULL)
			continue;
		if (is_a_new_life(message))
			ret_words[0] = '\0';
		else if (tells(message))
			snprintf(ret_words, size, "%s", message);
	}
	return ret_words[0] != '\0';
}
