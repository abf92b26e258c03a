/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/guard.h"

#include <stdio.h>

static const struct {
	enum guard_gap gap;
	const char *text;
} texts[] = {
	{ GUARD_MOST_AVAILABLE, "most_available_sync is on" },
	{ GUARD_COMMIT_LEVEL, "synchronous_commit is below on" },
	{ GUARD_NO_STREAM, "enable_stream_replication is off" },
	{ GUARD_NO_SENDERS, "max_wal_senders is 0" },
	{ GUARD_NORMAL_MODE, "it runs as Normal, without replication" },
};

const char *
guard_text(unsigned gaps, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && used < size;
	     i++)
		if ((gaps & (unsigned)texts[i].gap) != 0)
			used += (size_t)snprintf(buf + used, size - used,
			    "%s%s", used > 0 ? " and " : "", texts[i].text);
	return buf;
}
