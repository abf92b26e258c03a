/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/history.h"

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
