/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * events.h - everything that may happen next in a world, and its happening.
 */
#ifndef SIM_EVENTS_H
#define SIM_EVENTS_H

#include <stddef.h>
#include <stdint.h>

struct world;

enum sim_event_kind {
	/* The database, by itself. */
	SIM_WRITE,
	SIM_RECEIVE,
	SIM_ACKNOWLEDGE,
	SIM_RELOADED,
	SIM_FIND_SIGNAL,
	SIM_FAIL_PROMOTION,
	SIM_DROP_SIGNAL,
	SIM_RESTART,
	SIM_LEAK,
	SIM_BUILT,
	/* The keepers at work, and no message follows. */
	SIM_NAME,
	SIM_FORCE,
	SIM_FOUND,
	SIM_ASK,
	SIM_HEED,
	SIM_GIVE_UP,
	SIM_WITHDRAWN,
	SIM_OVER,
	SIM_LEASE,
	SIM_VERIFY,
	SIM_FOLLOW,
	SIM_BUILD,
	/* Updates of the record. */
	SIM_CHANGE,
	SIM_SEE_LEAK,
	SIM_PASS,
	SIM_RELIEVE,
	SIM_GRANT, /* ask, heed and judge in one */
	SIM_JUDGE,
	SIM_UPDATE,
	SIM_GO_ON, /* with one that was interrupted */
	/* One message, one write: in a fine world. */
	SIM_DELIVER,
	SIM_VERDICT,
	SIM_WRITTEN,
	/* Faults and their ends. */
	SIM_CRASH,
	SIM_BOOT,
	SIM_STOP,
	SIM_START,
	SIM_FAIL_WRITE,
	SIM_CUT,
	SIM_STALL,
	SIM_RUN,
	SIM_MUTE,
	SIM_SPEAK,
	SIM_WIPE,
	SIM_KINDS,
};

struct sim_event {
	uint8_t kind;
	uint8_t a, b, c; /* mostly nodes, then masks of nodes */
	uint8_t limit;   /* steps until the world stands still; 0: all */
	uint8_t first;   /* the node whose keeper runs before the others */
};

#define SIM_EVENTS_MAX 8192

/* All that may happen now, in an order that is always the same. */
size_t sim_events(
    const struct world *world, struct sim_event ret_events[SIM_EVENTS_MAX]);

/* One of them happens. */
void sim_happen(struct world *world, const struct sim_event *event);

/* "B receives from A", for people. */
void sim_event_text(const struct world *world, const struct sim_event *event,
    char *ret_text, size_t size);

#endif
