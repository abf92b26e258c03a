/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/arguments.h"
#include "cli/decide_sbd.h"
#include "cli/quorum_confirm.h"
#include "cli/quorum_file.h"
#include "cli/quorum_unit.h"
#include "cli/sbd.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "cli/tool.h"
#include "cpg/quorum/setting.h"
#include "gauss/named_process.h"
#include "ocf/run.h"
#include "ocf/why.h"

#define SERVICE    "gaussha-quorumd"
#define TIMEOUT_MS 10000
#define SYNC_MS    2000
#define RETIRE_MS  10000

static char before[COROSYNC_CONF_MAX], after[COROSYNC_CONF_MAX];
static struct run tool;

static bool
are_addresses(const char *text, struct why *why)
{
	char copy[CONFIG_VALUE_MAX], *rest = copy, *word;
	struct address address;
	unsigned n = 0;

	if (strlen(text) >= sizeof(copy) || strpbrk(text, "{}#\n\r") != NULL) {
		why_set(why, "the addresses of the gateways make no sense");
		return false;
	}
	strcpy(copy, text);
	while ((word = strsep(&rest, " \t,")) != NULL) {
		if (word[0] == '\0')
			continue;
		if (!setting_parse_address(word, &address)) {
			why_set(why, "%s is neither IPv4 nor IPv6", word);
			return false;
		}
		n++;
	}
	if (n == 0)
		why_set(why, "the addresses of the gateways make no sense");
	return n > 0;
}

static bool
is_possible(const struct arguments *arguments, struct why *why)
{
	if (named_process_runs("corosync-qdevice")) {
		why_set(why, "corosync-qdevice runs here, and there can be one "
			     "quorum device: pcs quorum device remove");
		return false;
	}
	return are_addresses(arguments->gateway, why) &&
	       decide_sbd_allows(sbd_watchdog_s(), SYNC_MS, why);
}

static bool
call(const char *const argv[], struct why *why)
{
	return tool_run(argv, &tool, why);
}

/* Corosync reads the files of all nodes anew; those that were not changed say
 * what they said. */
static bool
reload(struct why *why)
{
	static const char *const argv[] = { "corosync-cfgtool", "-R", NULL };

	return !named_process_runs("corosync") || call(argv, why);
}

/* The daemon takes its device back when it reads the new configuration. */
static bool
wait_until_retired(struct why *why)
{
	static const char *const ask[] = { "corosync-quorumtool", "-s", NULL };
	struct moment until = moment_after(moment_now(), RETIRE_MS);
	const struct timespec pause = { 0, 100 * 1000000 };

	if (!named_process_runs("corosync") || !named_process_runs(SERVICE))
		return true;
	while (moment_left_ms(until, moment_now()) > 0) {
		(void)call(ask, NULL);
		if (strstr(tool.output, "Qdevice \n") == NULL)
			return true;
		(void)nanosleep(&pause, NULL);
	}
	why_set(
	    why, "corosync has the device still after %d s", RETIRE_MS / 1000);
	return false;
}

static void
tell_others(const char *what)
{
	printf("On every other node:\n\n    gaussha quorum %s\n\n", what);
	printf("The corosync.conf that was before is kept as %s.\n",
	    QUORUM_FILE_KEPT);
}

static int
enable(const struct arguments *arguments)
{
	static const char *const start[] = { "systemctl", "start", SERVICE,
		NULL };
	static const char *const at_boot[] = { "systemctl", "enable", SERVICE,
		NULL };
	const char *relay =
	    arguments->relay[0] != '\0' ? arguments->relay : "on";
	struct corosync_conf_device device = { arguments->gateway, relay,
		TIMEOUT_MS, SYNC_MS };
	char typed[600];
	struct why why;
	unsigned nnodes;

	if (!is_possible(arguments, &why) || !quorum_file_read(before, &why) ||
	    !corosync_conf_enable(before, &device, after, &why))
		return tell_failure(&why);
	if (strcmp(before, after) != 0 && !quorum_file_replace(after, &why))
		return tell_failure(&why);
	if (!quorum_unit_write(&why) || !call(at_boot, &why) ||
	    !call(start, &why) || !reload(&why)) {
		why_prefix(&why, "corosync.conf is changed, but");
		return tell_failure(&why);
	}
	nnodes = corosync_conf_count_nodes(after);
	printf("The gateway %s is this node's quorum device.\n",
	    arguments->gateway);
	if (nnodes % 2 == 1)
		printf("With %u nodes it has no vote: a majority needs none. "
		       "A primary that does not reach the gateway hands over "
		       "to a standby that does.\n",
		    nnodes);
	snprintf(typed, sizeof(typed), "enable --gateway \"%s\" --relay %s",
	    arguments->gateway, relay);
	tell_others(typed);
	return 0;
}

static int
disable(const struct arguments *arguments)
{
	static const char *const stop[] = { "systemctl", "stop", SERVICE,
		NULL };
	static const char *const not_at_boot[] = { "systemctl", "disable",
		SERVICE, NULL };
	static const char *const pcs_s[] = { "systemctl", "disable", "--now",
		"corosync-qdevice", NULL };
	struct why why;

	(void)arguments;
	if (!quorum_file_read(before, &why) ||
	    !corosync_conf_disable(before, after, &why) ||
	    !quorum_file_replace(after, &why))
		return tell_failure(&why);
	if (!reload(&why) || !wait_until_retired(&why) ||
	    !call(not_at_boot, &why) || !call(stop, &why) ||
	    (quorum_unit_is_there() && !call(pcs_s, &why)) ||
	    !quorum_unit_remove(&why)) {
		why_prefix(&why, "corosync.conf is changed, but");
		return tell_failure(&why);
	}
	printf("This node has no quorum device any more.\n");
	if (corosync_conf_count_nodes(after) == 2)
		printf("A pair without one needs both nodes; with power "
		       "fencing, and only then, two_node: 1 in the section "
		       "quorum lets one go on.\n");
	tell_others("disable");
	return 0;
}

static int
status(const struct arguments *arguments)
{
	static const char *const ask[] = { "corosync-quorumtool", "-s", NULL };
	char address[CONFIG_VALUE_MAX];
	struct why why;

	(void)arguments;
	if (!quorum_file_read(before, &why))
		return tell_failure(&why);
	if (!corosync_conf_get(before, "quorum.device.gateway.address", address,
		sizeof(address))) {
		printf("corosync.conf has no gateway as quorum device.\n");
		return 1;
	}
	printf("The gateway %s is the quorum device; %s\n", address,
	    named_process_runs(SERVICE) ? SERVICE " runs."
					: SERVICE " does not run.");
	if (!named_process_runs("corosync")) {
		printf("Corosync does not run.\n");
		return 1;
	}
	/* It ends with 1 without quorum, and says all the same. */
	(void)call(ask, &why);
	fputs(tool.output, stdout);
	return named_process_runs(SERVICE) ? 0 : 1;
}

__attribute__((format(printf, 1, 2))) static int
refuse(const char *format, ...)
{
	struct why why;
	va_list args;

	va_start(args, format);
	vsnprintf(why.text, sizeof(why.text), format, args);
	va_end(args);
	(void)tell_failure(&why);
	return STATUS_USAGE;
}

/* Which options each takes, and which it cannot do without. */
static const struct verb {
	const char *name;
	unsigned accepts, needs;
	int (*run)(const struct arguments *arguments);
} verbs[] = {
	{ "enable", ACCEPTS(OPTION_GATEWAY) | ACCEPTS(OPTION_RELAY),
	    ACCEPTS(OPTION_GATEWAY), enable },
	{ "disable", 0, 0, disable },
	{ "status", 0, 0, status },
	{ "confirm", ACCEPTS(OPTION_OFF) | ACCEPTS(OPTION_YES),
	    ACCEPTS(OPTION_OFF), quorum_confirm },
};

static unsigned
given(const struct arguments *arguments)
{
	unsigned options = 0;

	if (arguments->gateway[0] != '\0')
		options |= ACCEPTS(OPTION_GATEWAY);
	if (arguments->relay[0] != '\0')
		options |= ACCEPTS(OPTION_RELAY);
	if (arguments->off[0] != '\0')
		options |= ACCEPTS(OPTION_OFF);
	if (arguments->yes)
		options |= ACCEPTS(OPTION_YES);
	return options;
}

static int
obey(const struct verb *verb, const struct arguments *arguments)
{
	unsigned options = given(arguments);

	for (unsigned i = 0; i < OPTIONS_COUNT; i++) {
		const struct option_text *text =
		    arguments_option_text((enum option)i);

		if ((options & ~verb->accepts & ACCEPTS(i)) != 0)
			return refuse(
			    "quorum %s takes no %s", verb->name, text->name);
		if ((verb->needs & ~options & ACCEPTS(i)) != 0)
			return refuse("quorum %s needs %s %s", verb->name,
			    text->name, text->value);
	}
	return verb->run(arguments);
}

int
command_quorum(const struct arguments *arguments)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(arguments->operand, verbs[i].name) == 0)
			return obey(&verbs[i], arguments);
	return refuse("quorum knows enable, disable, status and confirm");
}
