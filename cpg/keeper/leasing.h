/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leasing.h - this node's lease, wired to the group, to the databases that need
 * it, and to their end when it is not renewed.
 *
 * One lease a node.  It is asked for while a database here is a primary, or is
 * about to become one.  A second before it ends what lives by it is killed,
 * without anybody's help: whoever waits for its end relies on that.
 */
#ifndef KEEPER_LEASING_H
#define KEEPER_LEASING_H

#include <stddef.h>

#include "cpg/keeper/lease.h"

struct wire_packet;

void leasing_init(
    bool (*send)(const void *bytes, size_t nbytes), struct moment now);
void leasing_done(void);

/* As corosync's configuration has it now. */
void leasing_set_time(int64_t lease_ms);

void leasing_on_group(
    uint32_t self, const struct view_group *group, struct moment now);
/* What the quorum device casts in that ring. */
void leasing_on_device(unsigned votes, struct ring ring);
void leasing_on_verdict(const struct view_verdict *verdict);

/* False when the packet is about something else. */
bool leasing_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now);

/* Says what cannot wait for the next beat, and ends what has no lease.  To be
 * called whenever something may have changed. */
void leasing_review(struct moment now);

bool leasing_is_held(struct moment now);

/* That node's last beat was heard in an earlier second of the clock than this
 * one; false for 0. */
bool leasing_echoed_before(uint32_t node, int64_t clock_s);

const struct lease *leasing_lease(void);

#endif
