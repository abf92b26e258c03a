/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/caller.h"
#include "cli/import_plan.h"
#include "cli/import_script.h"
#include "cli/settings.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "gauss/small_file.h"
#include "ocf/run.h"
#include "ocf/why.h"

#define FILE_MAX  65536
#define STEP_MS   60000
#define GAUSSHOME "/opt/openGauss"

static bool
read_whole(const char *path, char text[FILE_MAX], struct why *why)
{
	FILE *file = fopen(path, "r");
	size_t n;

	if (file == NULL) {
		why_set(why, "%s: %s", path, strerror(errno));
		return false;
	}
	errno = 0;
	n = fread(text, 1, FILE_MAX, file);
	if (ferror(file) != 0)
		why_set(why, "%s: %s", path, strerror(errno));
	else if (n == FILE_MAX)
		why_set(why, "%s is too large for a node.conf", path);
	else if (memchr(text, '\0', n) != NULL)
		why_set(why, "%s is no text", path);
	else {
		text[n] = '\0';
		fclose(file);
		return true;
	}
	fclose(file);
	return false;
}

/* Of the cluster that is here; NULL where there is none yet. */
static const struct settings *
read_corosync(void)
{
	static struct settings settings;
	static char text[FILE_MAX];

	if (small_file_read(
		"/etc/corosync", "corosync.conf", text, sizeof(text)) <= 0 ||
	    !settings_of_file(text, &settings))
		return NULL;
	return &settings;
}

static bool
plan_of_file(const char *path, struct node_conf *conf, struct import_plan *plan,
    struct why *why)
{
	static char text[FILE_MAX];
	const char *gausshome = getenv("GAUSSHOME");

	if (gausshome == NULL || gausshome[0] != '/' ||
	    strlen(gausshome) > IMPORT_WORD_MAX - 16)
		gausshome = GAUSSHOME;
	if (!read_whole(path, text, why))
		return false;
	if (node_conf_parse(text, conf, why) &&
	    import_plan_make(conf, gausshome, read_corosync(), plan, why))
		return true;
	why_prefix(why, "%s", path);
	return false;
}

static bool
do_step(const struct import_step *step, struct why *why)
{
	static struct run tool;
	const char *argv[IMPORT_WORDS_MAX + 1] = { NULL };

	for (unsigned w = 0; w < step->nwords; w++)
		argv[w] = step->words[w];
	memset(&tool, 0, sizeof(tool));
	tool.argv = argv;
	tool.deadline = moment_after(moment_now(), STEP_MS);
	return run(&tool, why);
}

/* Says what will be typed; true when it shall be. */
static bool
is_wanted(const struct import_plan *plan, struct why *why)
{
	char question[128];

	import_script_print_steps(plan, plan->nfirst, plan->nsteps, stdout);
	(void)fflush(stdout);
	snprintf(question, sizeof(question),
	    "Run these %u commands in the cluster that is here? Type yes:",
	    plan->nsteps - plan->nfirst);
	if (caller_confirms(question, "yes"))
		return true;
	why_set(why, "not confirmed: nothing was done");
	return false;
}

/* At the first that fails: what was done stays, and what is left is told. */
static void
stop_at(const struct import_plan *plan, unsigned i, struct why *why)
{
	printf("# That one failed. What is left to be typed, with it:\n");
	import_script_print_steps(plan, i, plan->nsteps, stdout);
	(void)fflush(stdout);
	why_prefix(why, "%u of %u steps were done and stay; the rest is above",
	    i - plan->nfirst, plan->nsteps - plan->nfirst);
}

static bool
apply(const struct import_plan *plan, struct why *why)
{
	for (unsigned i = plan->nfirst; i < plan->nsteps; i++) {
		import_script_print_steps(plan, i, i + 1, stdout);
		(void)fflush(stdout);
		if (do_step(&plan->steps[i], why))
			continue;
		stop_at(plan, i, why);
		return false;
	}
	import_script_print_rest(plan, stdout);
	return true;
}

int
command_import(const struct arguments *arguments)
{
	static struct node_conf conf;
	static struct import_plan plan;
	struct why why;

	if (!plan_of_file(arguments->operand, &conf, &plan, &why))
		return tell_failure(&why);
	if (!arguments->apply) {
		import_script_print(&plan, &conf, stdout);
		return 0;
	}
	if ((arguments->yes || is_wanted(&plan, &why)) && apply(&plan, &why))
		return 0;
	return tell_failure(&why);
}
