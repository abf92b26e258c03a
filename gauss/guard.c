/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/guard.h"

#include <stdio.h>
#include <string.h>

#include "gauss/session.h"
#include "ocf/why.h"

enum column {
	COLUMN_NAMES,
	COLUMN_MOST_AVAILABLE,
	COLUMN_COMMIT_LEVEL,
	COLUMN_STREAM,
	COLUMN_SENDERS,
};

struct gap {
	enum guard_gap gap;
	const char *setting; /* NULL: only a restart helps */
	const char *value;   /* that closes it */
};

static const struct gap gaps_known[] = {
	{ GUARD_MOST_AVAILABLE, "most_available_sync", "off" },
	{ GUARD_COMMIT_LEVEL, "synchronous_commit", "on" },
	{ GUARD_NO_STREAM, "enable_stream_replication", "on" },
	{ GUARD_NO_SENDERS, NULL, NULL },
	{ GUARD_NORMAL_MODE, NULL, NULL },
};

#define NGAPS (sizeof(gaps_known) / sizeof(gaps_known[0]))

/* "remote_receive" and "remote_write" promise what a standby's memory has. */
static bool
is_level_enough(const char *level)
{
	return strcmp(level, "on") == 0 || strcmp(level, "remote_apply") == 0;
}

bool
guard_read(const char *const columns[GUARD_COLUMNS], struct guard *ret_guard)
{
	unsigned gaps = 0;

	for (int i = 0; i < GUARD_COLUMNS; i++)
		if (columns[i] == NULL)
			return false;
	if (strlen(columns[COLUMN_NAMES]) >= sizeof(ret_guard->names))
		return false;
	if (strcmp(columns[COLUMN_MOST_AVAILABLE], "off") != 0)
		gaps |= GUARD_MOST_AVAILABLE;
	if (!is_level_enough(columns[COLUMN_COMMIT_LEVEL]))
		gaps |= GUARD_COMMIT_LEVEL;
	if (strcmp(columns[COLUMN_STREAM], "on") != 0)
		gaps |= GUARD_NO_STREAM;
	if (strcmp(columns[COLUMN_SENDERS], "0") == 0)
		gaps |= GUARD_NO_SENDERS;
	strcpy(ret_guard->names, columns[COLUMN_NAMES]);
	ret_guard->gaps = gaps;
	return true;
}

static bool
take_guard(void *context, const char *const columns[])
{
	return guard_read(columns, context);
}

/* Not pg_settings, which makes hundreds of rows for these. */
bool
guard_observe(struct session *session, struct moment deadline,
    struct guard *ret_guard, struct why *why)
{
	return session_ask(session, deadline,
	    "select current_setting('synchronous_standby_names'),"
	    " current_setting('most_available_sync'),"
	    " current_setting('synchronous_commit'),"
	    " current_setting('enable_stream_replication'),"
	    " current_setting('max_wal_senders')",
	    GUARD_COLUMNS, take_guard, ret_guard, why);
}

bool
guard_close(struct session *session, struct moment deadline, unsigned gaps,
    struct why *why)
{
	char text[128];

	for (size_t i = 0; i < NGAPS; i++) {
		const struct gap *gap = &gaps_known[i];

		if ((gaps & (unsigned)gap->gap) == 0)
			continue;
		if (gap->setting == NULL) {
			why_set(why, "%s, which only a restart changes",
			    guard_text((unsigned)gap->gap, text, sizeof(text)));
			return false;
		}
		if (!session_alter_system(
			session, deadline, gap->setting, gap->value, why))
			return false;
	}
	return true;
}
