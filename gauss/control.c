/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/control.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gauss/instance.h"
#include "ocf/run.h"
#include "ocf/why.h"

const char *
control_state_text(enum control_state state)
{
	switch (state) {
	case CONTROL_STARTING_UP:
		return "starting up";
	case CONTROL_SHUT_DOWN:
		return "shut down";
	case CONTROL_SHUT_DOWN_IN_RECOVERY:
		return "shut down in recovery";
	case CONTROL_SHUTTING_DOWN:
		return "shutting down";
	case CONTROL_IN_CRASH_RECOVERY:
		return "in crash recovery";
	case CONTROL_IN_ARCHIVE_RECOVERY:
		return "in archive recovery";
	case CONTROL_IN_PRODUCTION:
		return "in production";
	case CONTROL_UNKNOWN:
		break;
	}
	return "unknown";
}

static enum control_state
state_of(const char *text)
{
	for (int i = CONTROL_STARTING_UP; i <= CONTROL_IN_PRODUCTION; i++)
		if (strcmp(text, control_state_text((enum control_state)i)) ==
		    0)
			return (enum control_state)i;
	return CONTROL_UNKNOWN;
}

/* The text behind "label:"; false when no line begins so. */
static bool
find(const char *output, const char *label, char *ret_text, size_t size)
{
	size_t n = strlen(label);

	for (const char *p = output; p != NULL;) {
		size_t length = strcspn(p, "\n");

		if (length > n && strncmp(p, label, n) == 0 && p[n] == ':') {
			const char *text = p + n + 1;

			text += strspn(text, " \t");
			length = strcspn(text, "\r\n");
			if (length >= size)
				return false;
			memcpy(ret_text, text, length);
			ret_text[length] = '\0';
			return true;
		}
		p = p[length] == '\0' ? NULL : p + length + 1;
	}
	return false;
}

static bool
parse_identifier(const char *text, uint64_t *ret_number)
{
	char *end;

	errno = 0;
	*ret_number = strtoull(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

bool
control_parse(const char *output, struct control *ret_control)
{
	struct control control = { 0 };
	char text[64];

	if (!find(output, "Database cluster state", text, sizeof(text)))
		return false;
	control.state = state_of(text);
	if (!find(output, "Latest checkpoint location", text, sizeof(text)) ||
	    !lsn_parse(text, &control.checkpoint))
		return false;
	if (!find(output, "Database system identifier", text, sizeof(text)) ||
	    !parse_identifier(text, &control.system_identifier))
		return false;
	if (find(
		output, "Minimum recovery ending location", text, sizeof(text)))
		(void)lsn_parse(text, &control.minimum_recovery);
	*ret_control = control;
	return true;
}

bool
control_read(const struct instance *instance, struct moment deadline,
    struct control *ret_control, struct why *why)
{
	char program[PATH_MAX + 32];
	const char *const argv[] = { program, instance->datadir, NULL };
	struct run controldata = {
		.argv = argv,
		.env = instance_environment(instance),
		.directory = "/",
		.uid = instance->uid == geteuid() ? 0 : instance->uid,
		.gid = instance->gid,
		.deadline = deadline,
	};

	snprintf(program, sizeof(program), "%s/bin/pg_controldata",
	    instance->gausshome);
	if (!run(&controldata, why))
		return false;
	if (control_parse(controldata.output, ret_control))
		return true;
	why_set(why, "pg_controldata says nothing of use about %s",
	    instance->datadir);
	return false;
}
