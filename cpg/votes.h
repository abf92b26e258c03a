/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * votes.h - the configured nodes and their votes, what the quorum device
 * casts, and the timings that a lease follows.  The only file of the keeper
 * that meets libvotequorum, and libcmap.  Every call waits for as long as
 * corosync does not answer: for the messenger only (keeper/messenger.h).
 */
#ifndef CPG_VOTES_H
#define CPG_VOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpg/tally.h"

struct votes;
struct why;

/* NULL with a sentence when corosync is not there. */
struct votes *votes_open(uint32_t nodeid, struct why *why);
void votes_close(struct votes *votes);

/*
 * Some tens of microseconds, where corosync is well.  The list of nodes is read
 * anew only when asked for, as with each verdict of the quorum service, or when
 * it was changed: a reload of corosync.conf that takes absent nodes out of it
 * brings no verdict.  False when corosync has gone: close and open again.
 */
bool votes_read(struct votes *votes, bool with_list, struct tally *ret_tally,
    struct why *why);

/* The i-th listed node, by its name or, where it has none, its first address;
 * false behind the last. */
bool votes_node_at(struct votes *votes, unsigned i, uint32_t *ret_node,
    char *ret_name, size_t size);

/* What corosync.conf calls the cluster; "" where it has no name.  False when
 * corosync does not say. */
bool votes_cluster(struct votes *votes, char *ret_name, size_t size);

/* The id of the node of that name; 0 when there is none. */
uint32_t votes_node_of(struct votes *votes, const char *name);

#endif
