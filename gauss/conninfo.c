/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/conninfo.h"

#include <string.h>

#include <libpq-fe.h>

#include "ocf/why.h"

/* libpq knows its secrets by how they are to be shown: '*' like a password. */
static const char *
find_secret(const PQconninfoOption *options)
{
	for (; options->keyword != NULL; options++)
		if (options->dispchar[0] == '*' && options->val != NULL &&
		    options->val[0] != '\0')
			return options->keyword;
	return NULL;
}

static void
tell_mistake(char *message, struct why *why)
{
	if (message == NULL) {
		why_set(why, "no memory to read it");
		return;
	}
	message[strcspn(message, "\n")] = '\0';
	why_set(why, "%s", message);
	PQfreemem(message);
}

bool
conninfo_is_fit(const char *text, struct why *why)
{
	char *message = NULL;
	PQconninfoOption *options;
	const char *secret;

	if (strlen(text) >= CONNINFO_MAX) {
		why_set(why, "it has more than %d bytes", CONNINFO_MAX - 1);
		return false;
	}
	options = PQconninfoParse(text, &message);
	if (options == NULL) {
		tell_mistake(message, why);
		return false;
	}
	secret = find_secret(options);
	if (secret != NULL)
		why_set(why,
		    "%s must not stand in it, where everybody reads it: name a "
		    "passfile or a service",
		    secret);
	PQconninfoFree(options);
	return secret == NULL;
}
