/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * generate.c - what the build makes out of an agent's table.
 *
 * Linked once with each agent, which -DAGENT names:
 * prints the meta-data, the meta-data as a C file for the agent itself, or the
 * manual page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/agent.h"
#include "ocf/manpage.h"
#include "ocf/metadata.h"

extern const struct agent AGENT;

/* The inside of a string literal, one source line per line of text. */
static void
put_literal(const char *text, FILE *out)
{
	fputs("\t\"", out);
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '\n')
			fputs(p[1] != '\0' ? "\\n\"\n\t\"" : "\\n", out);
		else if (c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%c", c);
		else if (c < ' ' || c > '~')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
	fputs("\";\n", out);
}

static bool
print_metadata_c(const struct agent *agent, FILE *out)
{
	char *text = NULL, name[64];
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	bool well = memory != NULL && metadata_print(agent, memory);

	if (memory == NULL || fclose(memory) != 0)
		well = false;
	if (well) {
		snprintf(name, sizeof(name), "%s_metadata", agent->name);
		for (char *p = name; *p != '\0'; p++)
			if (*p == '-')
				*p = '_';
		fprintf(out,
		    "/* Generated from the agent's table. */\n"
		    "extern const char %s[];\nconst char %s[] =\n",
		    name, name);
		put_literal(text, out);
	}
	free(text);
	return well && fflush(out) == 0 && ferror(out) == 0;
}

static const struct {
	const char *what;
	bool (*print)(const struct agent *agent, FILE *out);
} kinds[] = {
	{ "metadata", metadata_print },
	{ "metadata-c", print_metadata_c },
	{ "man", manpage_print },
};

int
main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]);
	     i++)
		if (strcmp(argv[1], kinds[i].what) == 0)
			return kinds[i].print(&AGENT, stdout) ? 0 : 1;
	fprintf(stderr, "usage: %s metadata|metadata-c|man\n", argv[0]);
	return 2;
}
