/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relearning.h - Pacemaker has forgotten the role of this node's database, and
 * learns it anew.  Pure.
 *
 * Pacemaker (2.1.5, and 3.0 as well) writes a reload-agent down as a start, in
 * the place where the promote stood: from then on a primary is a standby to it,
 * until the monitor that follows has said otherwise.  That one is begun in the
 * same transition, unless something has Pacemaker compute anew before: then it
 * promotes the primary once more and restarts the address beside it, or
 * promotes another without a demote.  So while a primary's node tells of this,
 * no attribute is changed for people's eyes, and a switchover waits.
 */
#ifndef KEEPER_RELEARNING_H
#define KEEPER_RELEARNING_H

#include <stdbool.h>

#include "ocf/moment.h"

struct relearning {
	struct moment reloaded_at;  /* 0: never */
	struct moment monitored_at; /* the first time since then; 0: not yet */
};

/* An agent has registered; is_reload: by reload-agent. */
void relearning_on_registration(
    struct relearning *relearning, bool is_reload, struct moment now);

bool relearning_is_under_way(
    const struct relearning *relearning, struct moment now);

#endif
