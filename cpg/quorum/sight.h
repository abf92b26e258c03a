/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sight.h - what was heard of the other nodes, and when.  Pure.
 *
 * Silence is only what was listened for: after a start or a sleep of this
 * process nobody is silent until it has listened for a while.
 */
#ifndef QUORUM_SIGHT_H
#define QUORUM_SIGHT_H

#include "cpg/quorum/config.h"
#include "cpg/quorum/witness.h"

/* Who was not heard for so long gives no sign of life; several words and
 * pings are sent in that time. */
#define SIGHT_WINDOW_MS 700
/* A word about a ring counts for so long. */
#define SIGHT_WORD_MS 1000
/* The relay is taken to work for so long after the last relayed word; longer
 * than corosync needs to see that a node is gone. */
#define SIGHT_RELAY_MS 5000
/* A relayed word that did not come, when a later one came directly.  Both are
 * sent at once. */
#define SIGHT_BEHIND_MS 1000

enum sight_sign {
	SIGHT_WORD,    /* of the witness, directly */
	SIGHT_RELAYED, /* the same, through the gateway */
	SIGHT_ECHO,    /* an answer to a ping */
	SIGHT_ARP,
	SIGHT_SIGNS,
};

struct sight_peer {
	bool was_heard[SIGHT_SIGNS];
	struct moment heard[SIGHT_SIGNS];
	bool has_said; /* of this life of ours */
	struct witness said;
	struct moment said_at;
	struct witness_past past;
	uint64_t yields;   /* the latest view in which it gave up, as it said
			      while it was missing */
	bool relay_worked; /* one way at least, when it was last here */
};

struct sight {
	struct moment since; /* it is listened since then */
	/* By place in the configuration. */
	struct sight_peer peers[VOTE_NODES_MAX];
};

/* After a start or a sleep. */
void sight_begin(struct sight *sight, struct moment now);

void sight_hear(struct sight *sight, unsigned place, enum sight_sign sign,
    struct moment now);

/* False for a word that was heard already, or is of an earlier life. */
bool sight_listen(struct sight *sight, unsigned place,
    const struct witness *word, bool is_missing, struct moment now);

/* It is in our ring (again): what it gave up before counts no more. */
void sight_meet(struct sight *sight, unsigned place);

/* As far as can be told: who was not listened for lives. */
bool sight_lives(const struct sight *sight, unsigned place, struct moment now);

/* Do its words come through the gateway, and, as it says, do ours?  Of who is
 * silent altogether that stays true for a while; of who is heard on another
 * way alone it does not. */
bool sight_hears_relay(
    const struct sight *sight, unsigned place, struct moment now);
bool sight_is_relayed(const struct sight *sight, unsigned place, uint32_t self,
    struct moment now);

#endif
