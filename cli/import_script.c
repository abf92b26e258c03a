/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_script.h"

#include <string.h>

/* Quoted for a shell where it could be taken for more than a word. */
static void
print_word(const char *text, FILE *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-_=./:,%@+";

	if (text[0] != '\0' && strspn(text, plain) == strlen(text)) {
		fputs(text, out);
		return;
	}
	fputc('\'', out);
	for (; *text != '\0'; text++)
		if (*text == '\'')
			fputs("'\\''", out);
		else
			fputc(*text, out);
	fputc('\'', out);
}

void
import_script_print_steps(
    const struct import_plan *plan, unsigned from, unsigned to, FILE *out)
{
	for (unsigned i = from; i < to; i++) {
		const struct import_step *step = &plan->steps[i];

		for (unsigned w = 0; w < step->nwords; w++) {
			if (w > 0)
				fputc(' ', out);
			print_word(step->words[w], out);
		}
		fputc('\n', out);
	}
}

/* The tables, the password: what a command of ours cannot know. */
void
import_script_print_rest(const struct import_plan *plan, FILE *out)
{
	if (plan->gateways[0] != '\0')
		fprintf(out,
		    "# The gateway as arbitrator, on every node, where its "
		    "piece of corosync.conf is not\n# there yet:\n"
		    "#     gaussha quorum enable --gateway '%s'\n",
		    plan->gateways + strspn(plan->gateways, " "));
	if (plan->has_metadatabase)
		fputs("# The metadatabase needs the tables gaussha_history and "
		      "gaussha_fencings,\n# doc/metadatabase.md, and its "
		      "password in .pgpass of the data directory's owner,\n"
		      "# on every node.\n",
		    out);
}

/* As comments, whatever the file held. */
static void
print_fates(
    const struct import_plan *plan, const struct node_conf *conf, FILE *out)
{
	for (unsigned i = 0; i < conf->n; i++) {
		const struct node_conf_entry *entry = &conf->list[i];

		fprintf(out, "# [%s] %s = %s: %s\n", entry->section,
		    entry->name,
		    strstr(entry->name, "password") != NULL ? "..."
							    : entry->value,
		    plan->fates[i]);
	}
}

static void
print_quorum(const char *text, FILE *out)
{
	fputs("# In /etc/corosync/corosync.conf of every node, in place of its "
	      "section quorum:\n",
	    out);
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		fprintf(out, "#     %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

void
import_script_print(
    const struct import_plan *plan, const struct node_conf *conf, FILE *out)
{
	fputs("# What becomes of each setting:\n", out);
	print_fates(plan, conf, out);
	fputs("\n# application_name of each instance must be its node's "
	      "name. By hand, where there is no\n# cluster yet:\n",
	    out);
	import_script_print_steps(plan, 0, plan->nfirst, out);
	if (plan->quorum[0] != '\0')
		print_quorum(plan->quorum, out);
	fputs("pcs cluster start --all\n"
	      "pcs stonith create fence fence_gaussha\n\n"
	      "# Then, with MogHA stopped and "
	      "disabled on every node; gaussha import --apply does this:\n",
	    out);
	import_script_print_steps(plan, plan->nfirst, plan->nsteps, out);
	import_script_print_rest(plan, out);
	fputs("\n# At last, on every node:\ngaussha check\n", out);
}
