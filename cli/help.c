/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/help.h"

#include "cli/arguments.h"
#include "cli/subcommand.h"

static void
put_option(FILE *out, const struct subcommand *subcommand, enum option option)
{
	const struct option_text *text = arguments_option_text(option);
	bool is_needed = (subcommand->needs & ACCEPTS(option)) != 0;

	if ((subcommand->accepts & ACCEPTS(option)) == 0)
		return;
	fprintf(out, " %s%s%s%s%s", is_needed ? "" : "[", text->name,
	    text->value == NULL ? "" : " ",
	    text->value == NULL ? "" : text->value, is_needed ? "" : "]");
}

static void
put_form(FILE *out, const struct subcommand *subcommand)
{
	fprintf(out, "gaussha %s", subcommand->name);
	for (unsigned i = 0; i < OPTIONS_COUNT; i++)
		put_option(out, subcommand, (enum option)i);
	if (subcommand->operand != NULL)
		fprintf(out, " %s", subcommand->operand);
	fputc('\n', out);
}

void
help_usage(FILE *out, const struct subcommand *subcommand)
{
	fputs("usage: ", out);
	put_form(out, subcommand);
}

void
help_all(FILE *out, const struct subcommand *subcommands, size_t n)
{
	fputs("usage: gaussha COMMAND [OPTION...] [OPERAND]\n\n", out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "    %-12s %s\n", subcommands[i].name,
		    subcommands[i].brief);
	fputs("\n\"gaussha help COMMAND\" says what may be said with one of "
	      "them, gaussha(1) everything.\n",
	    out);
}

void
help_one(FILE *out, const struct subcommand *subcommand)
{
	help_usage(out, subcommand);
	fprintf(out, "\n%s\n", subcommand->brief);
	if (subcommand->accepts != 0)
		fputc('\n', out);
	for (unsigned i = 0; i < OPTIONS_COUNT; i++) {
		const struct option_text *text =
		    arguments_option_text((enum option)i);

		if ((subcommand->accepts & ACCEPTS(i)) != 0)
			fprintf(out, "    %-9s %-8s %s\n", text->name,
			    text->value == NULL ? "" : text->value,
			    text->brief);
	}
}
