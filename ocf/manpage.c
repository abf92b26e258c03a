/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/manpage.h"

#include <ctype.h>
#include <string.h>

#include "ocf/agent.h"
#include "ocf/param.h"

/*
 * Text in which roff finds nothing to obey: no escape, no hyphen of its own
 * choice, no request at the beginning of a line.
 */
static void
put_text(FILE *out, const char *text)
{
	bool line_begins = true;

	for (const char *p = text; *p != '\0'; p++) {
		if (line_begins && (*p == '.' || *p == '\''))
			fputs("\\&", out);
		line_begins = *p == '\n';
		if (*p == '\\')
			fputs("\\e", out);
		else if (*p == '-')
			fputs("\\-", out);
		else
			fputc(*p, out);
	}
}

/* Of the first `length` bytes, those before the last blank; all without one. */
static size_t
last_blank(const char *text, size_t length)
{
	for (size_t i = length; i > 0; i--)
		if (text[i] == ' ')
			return i;
	return length;
}

/* Paragraphs are parted by an empty line; break_with parts them in roff. */
static void
put_paragraphs(FILE *out, const char *text, const char *break_with)
{
	char line[512];

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		/* A long line goes out in pieces that roff joins again. */
		if (length >= sizeof(line))
			length = last_blank(text, sizeof(line) - 1);
		memcpy(line, text, length);
		line[length] = '\0';
		put_text(out, line);
		fputc('\n', out);
		text += length;
		text += *text == ' ' || *text == '\n';
		if (*text == '\n')
			fprintf(out, "%s\n", break_with);
		text += strspn(text, "\n");
	}
}

static void
put_upper(FILE *out, const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		fputc(toupper((unsigned char)*p), out);
}

static void
put_head(FILE *out, const struct agent *agent)
{
	fputs(".TH OCF_GAUSSHA_", out);
	put_upper(out, agent->name);
	fprintf(out, " 7 \"\" \"GaussHA %s\" \"OCF resource agents\"\n",
	    agent->version);
	fprintf(out, ".SH NAME\nocf_gaussha_%s \\- ", agent->name);
	put_text(out, agent->brief);
	fputs("\n.SH SYNOPSIS\n.B pcs resource create\n.I name\n", out);
	fprintf(out, ".B ocf:gaussha:%s\n", agent->name);
	for (size_t i = 0; i < agent->nparams; i++)
		if (agent->params[i].fallback == NULL)
			fprintf(out, ".BI %s= value\n", agent->params[i].name);
	fputs(".RI [ parameter = value \\&...]\n", out);
	fputs(".SH DESCRIPTION\n", out);
	put_paragraphs(out, agent->advice, ".PP");
}

static void
put_parameter(FILE *out, const struct param *row)
{
	char values[256];

	fprintf(out, ".TP\n.B %s\n", row->name);
	put_text(out, row->brief);
	fputs(".\n.IP\n", out);
	put_paragraphs(out, row->advice, ".IP");
	param_describe_values(row, values, sizeof(values));
	if (values[0] != '\0') {
		put_text(out, values + 1);
		fputc('\n', out);
	}
	if (row->fallback == NULL) {
		fputs(".br\nRequired.\n", out);
	} else if (row->fallback[0] != '\0') {
		fputs(".br\nDefault: ", out);
		put_text(out, row->fallback);
		fputs(".\n", out);
	}
	if (row->unique)
		fputs("Must differ from every other resource's.\n", out);
	if (row->reloadable)
		fputs("A change takes effect without a restart.\n", out);
}

static void
put_action(FILE *out, const struct agent_action *action)
{
	fputs(".TP\n.B ", out);
	put_text(out, action->name);
	fprintf(out, "\ntimeout %u s", action->timeout_s);
	if (action->interval_s != 0)
		fprintf(out, ", interval %u s", action->interval_s);
	if (action->depth != 0)
		fprintf(out, ", OCF_CHECK_LEVEL %u", action->depth);
	if (action->role != NULL)
		fprintf(out, ", role %s", action->role);
	fputc('\n', out);
}

bool
manpage_print(const struct agent *agent, FILE *out)
{
	put_head(out, agent);
	fputs(".SH PARAMETERS\n", out);
	for (size_t i = 0; i < agent->nparams; i++)
		put_parameter(out, &agent->params[i]);
	fputs(".SH ACTIONS\nSuggested timeouts and intervals:\n", out);
	for (size_t i = 0; i < agent->nactions; i++)
		put_action(out, &agent->actions[i]);
	fputs(".SH SEE ALSO\n.BR pcs (8),\n.BR crm_mon (8),\n"
	      ".BR crm_resource (8)\n",
	    out);
	return fflush(out) == 0 && ferror(out) == 0;
}
