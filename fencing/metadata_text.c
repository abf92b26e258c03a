/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/metadata_text.h"

#include <string.h>

#include "fencing/options.h"

static const char *
type_of(enum option_kind kind)
{
	switch (kind) {
	case OPTION_TEXT:
		return "string";
	case OPTION_CHOICE:
		return "select";
	case OPTION_SECONDS:
		return "second";
	case OPTION_FLAG:
		return "boolean";
	}
	return "string";
}

static void
print_choices(const char *choices, FILE *out)
{
	while (*choices != '\0') {
		int n = (int)strcspn(choices, " ");

		fprintf(out, "\t\t\t<option value=\"%.*s\"/>\n", n, choices);
		choices += n + (choices[n] == ' ');
	}
}

/* The action is a plain text in what other agents print, and so to pcs. */
static void
print_content(const struct option_row *row, FILE *out)
{
	bool has_choices =
	    row->kind == OPTION_CHOICE && strcmp(row->name, "action") != 0;

	fprintf(out, "\t\t<content type=\"%s\"",
	    has_choices || row->kind != OPTION_CHOICE ? type_of(row->kind)
						      : "string");
	if (row->fallback != NULL)
		fprintf(out, " default=\"%s\"", row->fallback);
	if (!has_choices) {
		fputs("/>\n", out);
		return;
	}
	fputs(">\n", out);
	print_choices(row->choices, out);
	fputs("\t\t</content>\n", out);
}

static void
print_row(const struct option_row *row, FILE *out)
{
	fprintf(out,
	    "\t<parameter name=\"%s\" unique=\"0\" required=\"%d\">\n"
	    "\t\t<getopt mixed=\"-%c, %s%s%s%s\"/>\n",
	    row->name, row->required, row->letter, row->flag,
	    row->of != NULL ? "=[" : "", row->of != NULL ? row->of : "",
	    row->of != NULL ? "]" : "");
	print_content(row, out);
	fprintf(out,
	    "\t\t<shortdesc lang=\"en\">%s</shortdesc>\n\t</parameter>\n",
	    row->brief);
}

/* What Pacemaker passes by itself is no parameter of a device. */
static bool
is_shown(const struct option_row *row)
{
	return strcmp(row->name, "nodename") != 0;
}

void
metadata_text_print(FILE *out)
{
	fputs("<?xml version=\"1.0\" ?>\n"
	      "<resource-agent name=\"fence_gaussha\" shortdesc=\"Fencing by "
	      "proof for GaussHA's nodes\">\n"
	      "<longdesc>Fences a node of a GaussHA cluster without power "
	      "hardware. It succeeds when it is proven that the node can do no "
	      "harm any more: the node's keeper says that everything there has "
	      "ended, or nobody has granted it a lease for longer than a lease "
	      "lasts. A node that is in the minority fences nobody. One device "
	      "serves all nodes. Where there is power hardware, use that, and "
	      "put this agent with mode=gate in front of it on the same "
	      "level.</longdesc>\n"
	      "<vendor-url>https://opengauss.org</vendor-url>\n"
	      "<parameters>\n",
	    out);
	for (size_t i = 0; i < OPTIONS_COUNT; i++)
		if (is_shown(&options_rows[i]))
			print_row(&options_rows[i], out);
	fputs("</parameters>\n<actions>\n"
	      "\t<action name=\"on\" automatic=\"0\"/>\n"
	      "\t<action name=\"off\"/>\n"
	      "\t<action name=\"reboot\"/>\n"
	      "\t<action name=\"status\"/>\n"
	      "\t<action name=\"monitor\"/>\n"
	      "\t<action name=\"list\"/>\n"
	      "\t<action name=\"list-status\"/>\n"
	      "\t<action name=\"metadata\"/>\n"
	      "\t<action name=\"manpage\"/>\n"
	      "\t<action name=\"validate-all\"/>\n"
	      "</actions>\n</resource-agent>\n",
	    out);
}

void
metadata_text_usage(FILE *out)
{
	fputs("usage: fence_gaussha [options]\n"
	      "Without options they are read from stdin, name=value a line.\n",
	    out);
	for (size_t i = 0; i < OPTIONS_COUNT; i++)
		fprintf(out, "   -%c, %s%s%s%s  %s\n", options_rows[i].letter,
		    options_rows[i].flag,
		    options_rows[i].of != NULL ? "=[" : "",
		    options_rows[i].of != NULL ? options_rows[i].of : "",
		    options_rows[i].of != NULL ? "]" : "",
		    options_rows[i].brief);
}
