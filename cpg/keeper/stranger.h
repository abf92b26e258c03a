/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stranger.h - a server that streams under the name of a standby of ours.
 *
 * The primary counts its standbys by their application_name alone, and where a
 * standby streams from tells nothing: openGauss binds local_bind_address, not
 * the localhost of replconninfo.  So the standby's own keeper is asked.
 * Nobody is taken into the rule who does not stream by its own word; who is in
 * it, and after CONTRARY_MS still does not stream by its own word, or has not
 * what the primary saw it flush, is somebody else.  What a stranger
 * acknowledged meanwhile is on no disk of ours.
 */
#ifndef KEEPER_STRANGER_H
#define KEEPER_STRANGER_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/keeper/record.h"
#include "gauss/lsn.h"
#include "ocf/moment.h"

struct database;
struct report;

struct strangers {
	struct {
		uint32_t node; /* 0: free */
		struct moment since;
		struct lsn flushed; /* by the primary's word, then */
		char address[64];
	} contrary[RECORD_NODES_MAX];
};

/*
 * Does this standby's own keeper say that it does not stream, or has not
 * flushed what the primary saw it flush?  A zero position is never missing.
 */
bool stranger_is_contrary(const struct report *report, struct lsn flushed);

/* Compares both words, of each standby that streams.  For every look. */
void stranger_watch(struct database *database, struct moment now);

/*
 * The address of who streams under the name of this node's standby; NULL when
 * it is the standby.  Good until the next stranger_watch().
 */
const char *stranger_of(
    const struct database *database, uint32_t node, struct moment now);

#endif
