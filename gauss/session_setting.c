/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "gauss/session.h"
#include "ocf/why.h"

struct value {
	char *text;
	size_t size;
};

/* Names go into statements as they are, so they are looked at first. */
bool
session_setting_is_name(const char *name)
{
	return name[0] != '\0' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_.")] == '\0' &&
	       strlen(name) < 64;
}

static bool
take_value(void *context, const char *const columns[])
{
	struct value *value = context;

	if (columns[0] == NULL || strlen(columns[0]) >= value->size)
		return false;
	strcpy(value->text, columns[0]);
	return true;
}

bool
session_setting(struct session *session, struct moment deadline,
    const char *name, char *ret_value, size_t size, struct why *why)
{
	struct value value = { ret_value, size };
	char sql[128];

	if (!session_setting_is_name(name)) {
		why_set(why, "%.64s is not the name of a setting", name);
		return false;
	}
	snprintf(sql, sizeof(sql), "show %s", name);
	return session_ask(session, deadline, sql, 1, take_value, &value, why);
}
