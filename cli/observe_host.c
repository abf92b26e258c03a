/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/timex.h>
#include <unistd.h>

#include "cli/observe_check.h"
#include "cli/tool.h"
#include "ocf/pacemaker.h"
#include "ocf/run.h"

#define NAME_MS 5000

static const char *const questions[PROGRAMS_COUNT][3] = {
	[PROGRAM_COROSYNC] = { "corosync", "-v" },
	[PROGRAM_PACEMAKER] = { "pacemakerd", "--version" },
	[PROGRAM_CIBADMIN] = { "cibadmin", "--version" },
	[PROGRAM_PCS] = { "pcs", "--version" },
	[PROGRAM_KEEPER] = { "gausshad", "--version" },
};

/* The first word that begins with a digit: "Pacemaker 2.1.5", "'3.1.7'". */
static void
find_version(const char *said, char *ret_version, size_t size)
{
	size_t n = 0;

	while (*said != '\0' && !isdigit((unsigned char)*said))
		said++;
	while (n + 1 < size && (isalnum((unsigned char)said[n]) ||
				   said[n] == '.' || said[n] == '-')) {
		ret_version[n] = said[n];
		n++;
	}
	ret_version[n] = '\0';
}

/* Some of them end with another status than 0 after they have said it. */
static void
ask_version(enum check_program which, struct check_version *ret_version)
{
	static struct run tool;
	struct why why;

	(void)tool_run(questions[which], &tool, &why);
	ret_version->is_there =
	    tool.exit_status == 0 ||
	    (tool.exit_status > 0 && tool.exit_status < 126);
	if (ret_version->is_there)
		find_version(tool.output, ret_version->version,
		    sizeof(ret_version->version));
}

/* The last line that says it, over all files that systemd would read. */
static void
look_for_ipc(const char *path, enum known *removes)
{
	char line[256];
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return;
	while (fgets(line, sizeof(line), file) != NULL) {
		char value[16];

		if (sscanf(line, " RemoveIPC = %15s", value) == 1 ||
		    sscanf(line, " RemoveIPC=%15s", value) == 1)
			*removes = strcmp(value, "no") == 0 ||
					   strcmp(value, "false") == 0 ||
					   strcmp(value, "0") == 0 ||
					   strcmp(value, "off") == 0
				       ? KNOWN_NO
				       : KNOWN_YES;
	}
	fclose(file);
}

static enum known
find_ipc(void)
{
	static const char *const patterns[] = {
		"/usr/lib/systemd/logind.conf.d/*.conf",
		"/etc/systemd/logind.conf.d/*.conf",
	};
	enum known removes = KNOWN_NOT;

	look_for_ipc("/etc/systemd/logind.conf", &removes);
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		glob_t found;

		if (glob(patterns[i], 0, NULL, &found) != 0)
			continue;
		for (size_t f = 0; f < found.gl_pathc; f++)
			look_for_ipc(found.gl_pathv[f], &removes);
		globfree(&found);
	}
	return removes;
}

/* The kernel knows whether somebody disciplines its clock, whoever it is. */
static enum known
ask_clock(void)
{
	struct timex timex = { .modes = 0 };
	int state = adjtimex(&timex);

	if (state < 0)
		return KNOWN_NOT;
	return state == TIME_ERROR || (timex.status & STA_UNSYNC) != 0
		   ? KNOWN_NO
		   : KNOWN_YES;
}

static void
find_watchdog(struct check_host *host)
{
	FILE *file = fopen("/sys/class/watchdog/watchdog0/identity", "r");

	if (file == NULL)
		return;
	host->has_watchdog = true;
	if (fgets(host->watchdog, sizeof(host->watchdog), file) != NULL)
		host->watchdog[strcspn(host->watchdog, "\n")] = '\0';
	fclose(file);
}

void
observe_host(struct check_host *ret_host)
{
	char name[NODE_NAME_MAX];
	struct why why;

	memset(ret_host, 0, sizeof(*ret_host));
	for (unsigned i = 0; i < PROGRAMS_COUNT; i++)
		ask_version((enum check_program)i, &ret_host->programs[i]);
	if (pacemaker_node_name(
		name, moment_after(moment_now(), NAME_MS), &why))
		snprintf(ret_host->node, sizeof(ret_host->node), "%.63s", name);
	ret_host->is_debian = access("/etc/debian_version", F_OK) == 0;
	ret_host->removes_ipc = find_ipc();
	ret_host->clock_is_synchronised = ask_clock();
	find_watchdog(ret_host);
}
