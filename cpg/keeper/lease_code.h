/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lease_code.h - a beat as a packet (wire.h) of the group as a whole: one a
 * node, however many databases it has.
 */
#ifndef KEEPER_LEASE_CODE_H
#define KEEPER_LEASE_CODE_H

#include <stdbool.h>
#include <stddef.h>

struct lease_beat;
struct wire_packet;

/* After those of attendance.h. */
#define LEASE_CODE_KIND 34
#define LEASE_CODE_MAX  1024

/* The packet's size; 0 when it does not fit. */
size_t lease_code_put(
    unsigned char *buf, size_t size, const struct lease_beat *beat);

/* False when it is none, or makes no sense. */
bool lease_code_get(
    const struct wire_packet *packet, struct lease_beat *ret_beat);

#endif
