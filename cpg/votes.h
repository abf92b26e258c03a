/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * votes.h - the configured nodes and their votes, and what the quorum device
 * casts.  The only file of the keeper that meets libvotequorum, and libcmap.
 */
#ifndef CPG_VOTES_H
#define CPG_VOTES_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/tally.h"

struct votes;
struct why;

/* NULL with a sentence when corosync is not there. */
struct votes *votes_open(uint32_t nodeid, struct why *why);
void votes_close(struct votes *votes);

/*
 * Asks corosync on this node; some tens of microseconds.  The list of nodes is
 * read anew only when asked for: a change of it comes with a verdict of the
 * quorum service.  False when corosync has gone: close and open again.
 */
bool votes_read(struct votes *votes, bool with_list, struct tally *ret_tally,
    struct why *why);

#endif
