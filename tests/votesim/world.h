/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world.h - a small cluster: corosync, the keepers' views, links, gateways and
 * time are played here; who votes is the product's own decide_vote().
 *
 * Time goes in steps of TICK_MS.  What happens within a step happens in every
 * order.
 */
#ifndef VOTESIM_WORLD_H
#define VOTESIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/quorum/decide_off.h"

#define NODES_MAX  VOTE_NODES_MAX
#define TICK_MS    2000
#define LEASE_MS   TICK_MS
#define BEGUN_MS   1000000
#define STORY_MAX  400
#define EVENTS_MAX 256

enum power { POWER_OFF, POWER_UP, POWER_FROZEN };

struct node {
	enum power power;
	struct moment off_at;
	uint32_t ring;    /* members; this one alone after a boot */
	uint32_t ring_id; /* who has the same one is in the same ring */
	struct vote_state state;
	bool cast, may_act;
	bool is_tie; /* may_act came to a half, by evidence */
	enum vote_reason reason;
	uint64_t says; /* the view it yields in, as last said; 0: none */
	uint64_t said; /* the newest it ever said: messages come late */
	struct vote_report report;
	uint32_t report_ring;
	struct vote_off off; /* as an administrator said here */
	uint64_t heard_yield[NODES_MAX];
	/* The keeper: on disk, then in memory. */
	uint64_t view, promise;
	uint32_t members;
	bool is_complete, is_active;
	bool is_stored; /* the view of the present ring */
	bool is_primary;
	struct moment echo[NODES_MAX];  /* last contact, whatever the view */
	struct moment heard[NODES_MAX]; /* the same while the view is active */
};

struct world {
	unsigned n;
	struct moment now;
	struct node nodes[NODES_MAX];
	uint32_t links[NODES_MAX]; /* bit j: words of i reach j */
	uint32_t gateway;          /* bit i: i reaches it */
	uint32_t last;             /* the partition that acted last */
	unsigned budget;           /* of faults */
	uint32_t next_ring;
};

/* What an administrator says of missing nodes. */
enum word {
	WORD_NONE,
	WORD_TRUE,    /* they are off since less than a lease after that */
	WORD_OFF_NOW, /* they are off, and nobody knows since when */
	WORD_FALSE,   /* whatever they do */
};

/* What the worlds of one search have in common. */
enum relay { RELAY_NONE, RELAY_ONE_WAY, RELAY_BOTH };

struct rules {
	enum relay relay;
	bool must_relay;    /* or it is no arbitrator */
	bool frozen_answer; /* a frozen node's kernel answers pings */
	bool prompt;        /* who runs decides at once, not some time */
	bool restarts;      /* of single daemons are among the faults */
	bool late_words;    /* an old yield may come at any time */
	bool clock_stops;   /* with the node, as a paused virtual machine's */
	enum word word;
	bool old_words_count; /* of an administrator; for the hash only */
};

extern struct rules rules;

enum event_kind {
	EVENT_LINK,      /* a to b, one way */
	EVENT_CABLE,     /* both ways */
	EVENT_GATEWAY,   /* for a */
	EVENT_GATEWAYS,  /* for all */
	EVENT_SPLIT,     /* all links between the set a and the rest */
	EVENT_POWER_OFF, /* a */
	EVENT_FREEZE,
	EVENT_RESTART,  /* of the quorum device's daemon */
	EVENT_KEEPER,   /* of the keeper */
	EVENT_COROSYNC, /* of corosync */
	EVENT_FIRST_FREE,
	EVENT_BOOT = EVENT_FIRST_FREE,
	EVENT_THAW,
	EVENT_RING,    /* the set a, lowest member first, forms a ring */
	EVENT_INSTALL, /* a writes the new view */
	EVENT_HEAR,    /* a has heard that all wrote it */
	EVENT_LATE,    /* b hears the newest yield that a ever said */
	EVENT_SAY,     /* an administrator, at a: all missing nodes are off */
	EVENT_DECIDE,  /* a */
	EVENT_TICK,
};

struct event {
	enum event_kind kind;
	unsigned a, b;
};

void world_begin(struct world *world, unsigned n, unsigned budget);
unsigned world_events(const struct world *world, struct event events[]);
void world_happen(struct world *world, const struct event *event);
bool world_is_acting(const struct world *world, unsigned i);

/* What must come to pass when nothing more happens: the largest rings form,
 * views are installed where they may be, some leases' time goes by. */
void world_settle(struct world *world);

/* NULL, or what must never be, and is. */
const char *world_judge(struct world *world);

/* Without what makes no difference; then its hash. */
uint64_t world_hash(const struct world *world);

void world_tell(const struct event *event, char text[], unsigned size);

#endif
