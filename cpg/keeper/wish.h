/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wish.h - what a person asked for: another primary, by switchover or by force.
 *
 * A wish is made known to all keepers and ends by itself: Pacemaker is moved by
 * a score that goes with it, never by a constraint that outlives it.
 */
#ifndef KEEPER_WISH_H
#define KEEPER_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"
#include "ocf/why.h"

struct database;

/* A planned one waits for a fast stop, a forced one for a view and a build. */
#define WISH_SWITCHOVER_MS 30000
#define WISH_FORCE_MS      120000

struct wish {
	uint32_t node; /* 0: nobody is wanted */
	bool is_forced;
	struct moment until;
};

/* As it goes over the wire. */
struct wish_message {
	uint32_t node; /* 0: what was wished for is no more */
	bool is_forced;
	uint32_t for_ms;
};

/*
 * Asks for it: node is a name, or "" for the standby that would follow anyway.
 * False with the reason when it would not be done.
 */
bool wish_for(struct database *database, const char *node, bool is_forced,
    struct moment now, struct why *why);

void wish_on_message(struct database *database,
    const struct wish_message *message, struct moment now);

/* Is this node's database wanted now? */
bool wish_is_for_us(const struct database *database, struct moment now);
bool wish_forces_us(const struct database *database, struct moment now);

/* It has come true, or its time is over. */
void wish_review(struct database *database, struct moment now);

#endif
