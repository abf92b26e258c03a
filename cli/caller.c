/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/caller.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whoever became root by sudo is told by name; it is for people to read, and
 * nothing rests on it. */
static const char *
name_of_caller(void)
{
	const char *name = getenv("SUDO_USER");
	const struct passwd *user;

	if (name != NULL && name[0] != '\0')
		return name;
	user = getpwuid(getuid());
	return user == NULL ? "nobody known" : user->pw_name;
}

void
caller_cause(const char *what, char *ret_cause, size_t size)
{
	snprintf(ret_cause, size, "gaussha %s, by %s", what, name_of_caller());
}

bool
caller_confirms(const char *question, const char *word)
{
	char line[128];

	fprintf(stderr, "%s ", question);
	(void)fflush(stderr);
	if (fgets(line, sizeof(line), stdin) == NULL) {
		fputc('\n', stderr);
		return false;
	}
	line[strcspn(line, "\n")] = '\0';
	return strcmp(line, word) == 0;
}
