/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/fencings.h"

#include <string.h>

#include "cpg/wire.h"

static bool
is_same(const struct fencing *a, const struct fencing *b)
{
	return a->when_s == b->when_s && strcmp(a->target, b->target) == 0 &&
	       strcmp(a->by, b->by) == 0;
}

/* Of one second each stays behind those that were there. */
static unsigned
place_of(const struct fencings *fencings, int64_t when_s)
{
	unsigned at = 0;

	while (at < fencings->n && fencings->entries[at].when_s <= when_s)
		at++;
	return at;
}

static void
drop_oldest(struct fencings *fencings)
{
	fencings->n--;
	memmove(fencings->entries, fencings->entries + 1,
	    fencings->n * sizeof(fencings->entries[0]));
}

bool
fencings_add(struct fencings *fencings, const struct fencing *entry)
{
	unsigned at = place_of(fencings, entry->when_s);

	for (unsigned i = 0; i < fencings->n; i++)
		if (is_same(&fencings->entries[i], entry))
			return false;
	if (fencings->n == FENCINGS_MAX) {
		if (at == 0)
			return false;
		drop_oldest(fencings);
		at--;
	}
	memmove(fencings->entries + at + 1, fencings->entries + at,
	    (fencings->n - at) * sizeof(fencings->entries[0]));
	fencings->entries[at] = *entry;
	fencings->n++;
	return true;
}

#define SAME_S 15 /* a proof, until Pacemaker calls the fencing over */

bool
fencings_know(
    const struct fencings *fencings, const char *target, int64_t when_s)
{
	for (unsigned i = 0; i < fencings->n; i++) {
		const struct fencing *entry = &fencings->entries[i];

		if (strcmp(entry->target, target) == 0 &&
		    entry->when_s <= when_s + 1 &&
		    entry->when_s >= when_s - SAME_S)
			return true;
	}
	return false;
}

void
fencings_put(struct wire_out *out, const struct fencing *entry)
{
	wire_put(out, (uint64_t)entry->when_s, 8);
	wire_put_text(out, entry->target);
	wire_put_text(out, entry->by);
	wire_put_text(out, entry->device);
	wire_put_text(out, entry->proof);
}

void
fencings_get(struct wire_in *in, struct fencing *ret_entry)
{
	memset(ret_entry, 0, sizeof(*ret_entry));
	ret_entry->when_s = (int64_t)wire_get(in, 8);
	wire_get_text(in, ret_entry->target, sizeof(ret_entry->target));
	wire_get_text(in, ret_entry->by, sizeof(ret_entry->by));
	wire_get_text(in, ret_entry->device, sizeof(ret_entry->device));
	wire_get_text(in, ret_entry->proof, sizeof(ret_entry->proof));
}

size_t
fencings_put_packet(
    unsigned char *buf, size_t size, const struct fencing *entry)
{
	struct wire_out out =
	    wire_begin(buf, size, FENCINGS_KIND, WIRE_NOBODYS);

	fencings_put(&out, entry);
	return wire_end(&out);
}

bool
fencings_get_packet(const struct wire_packet *packet, struct fencing *ret_entry)
{
	struct wire_in in = packet->in;
	struct fencing entry;

	if (packet->kind != FENCINGS_KIND)
		return false;
	fencings_get(&in, &entry);
	if (!wire_is_read(&in) || entry.target[0] == '\0')
		return false;
	*ret_entry = entry;
	return true;
}
