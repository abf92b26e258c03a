/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fencings.h - every fencing that was proven here, and by what: who, when, by
 * whom, with which device.  The newest FENCINGS_MAX of them, by time.
 *
 * They are about nodes, so there is one list however many databases there are.
 * Two keepers' lists are one by time, target and who fenced.  Pure.
 */
#ifndef KEEPER_FENCINGS_H
#define KEEPER_FENCINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FENCINGS_MAX        32
#define FENCINGS_NAME_MAX   64
#define FENCINGS_DEVICE_MAX 32
#define FENCINGS_PROOF_MAX  160

/* After those of fence_code.h. */
#define FENCINGS_KIND 36

struct wire_in;
struct wire_out;
struct wire_packet;

struct fencing {
	int64_t when_s; /* since 1970 */
	char target[FENCINGS_NAME_MAX];
	char by[FENCINGS_NAME_MAX]; /* the node whose keeper had the proof */
	char device[FENCINGS_DEVICE_MAX];
	char proof[FENCINGS_PROOF_MAX];
};

struct fencings {
	unsigned n;
	struct fencing entries[FENCINGS_MAX];
};

/* True when it was new; the oldest goes when there is no room. */
bool fencings_add(struct fencings *fencings, const struct fencing *entry);

/*
 * Pacemaker tells of a fencing when it has ended.  Known is what was proven of
 * that node not long before: then it is the same.
 */
bool fencings_know(
    const struct fencings *fencings, const char *target, int64_t when_s);

void fencings_put(struct wire_out *out, const struct fencing *entry);
void fencings_get(struct wire_in *in, struct fencing *ret_entry);

/* One, as a packet of the group as a whole. */
size_t fencings_put_packet(
    unsigned char *buf, size_t size, const struct fencing *entry);

/* False when it is none, or makes no sense. */
bool fencings_get_packet(
    const struct wire_packet *packet, struct fencing *ret_entry);

#endif
