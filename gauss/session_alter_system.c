/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "gauss/session.h"
#include "ocf/why.h"

bool
session_alter_system(struct session *session, struct moment deadline,
    const char *name, const char *value, struct why *why)
{
	/* The server itself takes no value above 1024 bytes. */
	char literal[2100], sql[2200];

	if (!session_setting_is_name(name)) {
		why_set(why, "%.64s is not the name of a setting", name);
		return false;
	}
	if (!session_quote(session, value, literal, sizeof(literal))) {
		why_set(why, "%s cannot have the value %.128s", name, value);
		return false;
	}
	snprintf(sql, sizeof(sql), "alter system set %s = %s", name, literal);
	return session_tell(session, deadline, sql, why);
}
