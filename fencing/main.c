/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fence_gaussha - fences a node by proof, for Pacemaker; or opens the gate to a
 * power switch. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fencing/metadata_text.h"
#include "fencing/options.h"
#include "fencing/task.h"
#include "ocf/log.h"
#include "ocf/why.h"

static enum task_status
print_metadata(const struct options *options, struct why *why)
{
	(void)options;
	(void)why;
	metadata_text_print(stdout);
	return TASK_DONE;
}

/* Nothing was switched off that could be switched on. */
static enum task_status
do_nothing(const struct options *options, struct why *why)
{
	(void)options;
	(void)why;
	return TASK_DONE;
}

static enum task_status
monitor(const struct options *options, struct why *why)
{
	(void)options;
	return task_monitor(why);
}

static enum task_status
list(const struct options *options, struct why *why)
{
	return task_list(options, 0, why);
}

static enum task_status
list_status(const struct options *options, struct why *why)
{
	return task_list(options, 1, why);
}

static const struct {
	const char *name;
	enum task_status (*run)(const struct options *options, struct why *why);
} actions[] = {
	{ "off", task_fence },
	{ "reboot", task_fence },
	{ "on", do_nothing },
	{ "status", task_status },
	{ "monitor", monitor },
	{ "list", list },
	{ "list-status", list_status },
	{ "metadata", print_metadata },
	{ "manpage", print_metadata },
	{ "validate-all", do_nothing },
};

static enum task_status
act(const struct options *options, struct why *why)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].name, options->action) == 0)
			return actions[i].run(options, why);
	return TASK_FAILED;
}

static enum task_status
obey(int argc, char **argv, struct why *why)
{
	static struct options options;

	if (!options_read(argc, argv, stdin, &options, why) ||
	    !options_check(&options, why))
		return TASK_FAILED;
	if (options.help[0] != '\0') {
		metadata_text_usage(stdout);
		return TASK_DONE;
	}
	if (options.version[0] != '\0') {
		printf("fence_gaussha %s\n", GAUSSHA_VERSION);
		return TASK_DONE;
	}
	return act(&options, why);
}

int
main(int argc, char **argv)
{
	struct why why = { "" };
	enum task_status status;

	log_open("fence_gaussha");
	status = obey(argc, argv, &why);
	/* What is done stays done; a fencing says nothing here. */
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		why_set(&why, "the answer could not be written: %s",
		    strerror(errno));
		status = TASK_FAILED;
	}
	if (status == TASK_FAILED) {
		log_error("%s", why.text);
		fprintf(stderr, "%s\n", why.text);
	}
	log_close();
	return status;
}
