/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/history.h"

#include <stdio.h>
#include <string.h>

#include "cpg/wire.h"

/* How many entries are older than this term. */
static unsigned
place_of(const struct history *history, uint64_t term)
{
	unsigned at = 0;

	while (at < history->n && history->entries[at].term < term)
		at++;
	return at;
}

static void
drop_oldest(struct history *history)
{
	history->n--;
	memmove(history->entries, history->entries + 1,
	    history->n * sizeof(history->entries[0]));
}

bool
history_add(struct history *history, const struct promotion_entry *entry)
{
	unsigned at = place_of(history, entry->term);

	if (at < history->n && history->entries[at].term == entry->term)
		return false;
	if (history->n == HISTORY_MAX) {
		if (at == 0)
			return false;
		drop_oldest(history);
		at--;
	}
	memmove(history->entries + at + 1, history->entries + at,
	    (history->n - at) * sizeof(history->entries[0]));
	history->entries[at] = *entry;
	history->n++;
	return true;
}

bool
history_tell_to(struct history *history, const char *conninfo)
{
	if (strcmp(history->told_to, conninfo) == 0)
		return false;
	snprintf(history->told_to, sizeof(history->told_to), "%s", conninfo);
	for (unsigned i = 0; i < history->n; i++)
		history->entries[i].is_told = false;
	return true;
}

bool
history_mark(struct history *history, uint64_t term, int64_t when_s)
{
	unsigned at = place_of(history, term);
	struct promotion_entry *entry = &history->entries[at];

	if (at == history->n || entry->term != term ||
	    entry->when_s != when_s || entry->is_told)
		return false;
	entry->is_told = true;
	return true;
}

unsigned
history_count_untold(const struct history *history)
{
	unsigned n = 0;

	for (unsigned i = 0; i < history->n; i++)
		n += !history->entries[i].is_told;
	return n;
}

void
history_put(struct wire_out *out, const struct promotion_entry *entry)
{
	wire_put(out, entry->term, 8);
	wire_put(out, (uint64_t)entry->when_s, 8);
	wire_put_text(out, entry->from);
	wire_put_text(out, entry->to);
	wire_put_text(out, entry->cause);
	wire_put(out, entry->lsn.bytes, 8);
	wire_put(out, entry->duration_ms, 4);
}

void
history_get(struct wire_in *in, struct promotion_entry *ret_entry)
{
	memset(ret_entry, 0, sizeof(*ret_entry));
	ret_entry->term = wire_get(in, 8);
	ret_entry->when_s = (int64_t)wire_get(in, 8);
	wire_get_text(in, ret_entry->from, sizeof(ret_entry->from));
	wire_get_text(in, ret_entry->to, sizeof(ret_entry->to));
	wire_get_text(in, ret_entry->cause, sizeof(ret_entry->cause));
	ret_entry->lsn.bytes = wire_get(in, 8);
	ret_entry->duration_ms = (unsigned)wire_get(in, 4);
}
