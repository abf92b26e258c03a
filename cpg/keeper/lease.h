/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lease.h - the permission to serve, which ends by itself, as two sides see it.
 *
 * The holder: a beat with a number goes to the group, with the time at which it
 * was *sent* kept here; members echo its number.  When those that echoed it
 * hold, with this node, a majority of all configured votes, the lease lasts
 * until that time plus T_lease, whatever is delivered or not afterwards.
 *
 * The others: whoever echoed a beat waits, from its echo, T_lease and a second
 * before it believes that the holder has none.  An echo that another member
 * sent counts as one's own, and so does what it remembers of echoes that were
 * sent while it was elsewhere: every majority has a member of every other.  But
 * an echo of a beat that was heard here as well adds nothing: whoever echoes
 * it, the lease lasts from its sending.  An echo that waited in corosync while
 * a ring was formed would be taken for a fresh one.
 *
 * Pure: beats in, beats out, `now` is an argument.  Times of other nodes'
 * clocks never occur.
 */
#ifndef KEEPER_LEASE_H
#define KEEPER_LEASE_H

#include "cpg/keeper/decide_view.h"
#include "ocf/moment.h"

#define LEASE_BEAT_MS   200
#define LEASE_MARKS_MAX 8  /* addresses.h */
#define LEASE_SENT_MAX  64 /* beats whose time of sending is remembered */
/* Of each node an echo, and what is remembered of it. */
#define LEASE_ECHOES_MAX (2 * RECORD_NODES_MAX)

struct lease_echo {
	uint32_t node;
	/* The newest beat heard of it; number 0: this is no echo, but what the
	 * sender remembers. */
	uint64_t life, number;
	uint32_t left_ms; /* the sender waits so long for it to have no lease */
};

/* What a keeper says. */
struct lease_beat {
	uint64_t life;     /* of the sender, another one after each start */
	uint64_t number;   /* to be echoed; 0: it asks for no lease */
	uint32_t lease_ms; /* T_lease, as the sender has it configured */
	uint32_t blind_ms; /* it waits so long for everybody: it was started
			      lately and does not know what it echoed before */
	bool is_urgent;  /* it holds none yet, or no echo came: echo at once */
	unsigned nmarks; /* the addresses of clients that the sender holds */
	uint32_t marks[LEASE_MARKS_MAX];
	unsigned nechoes;
	struct lease_echo echoes[LEASE_ECHOES_MAX];
};

struct lease_peer {
	uint32_t node;         /* 0: place not in use */
	uint64_t echoed;       /* our newest beat that it echoed */
	uint64_t life, number; /* its newest beat */
	bool is_due;           /* and we did not echo that yet */
	bool has_told;         /* in this group: what it waits for */
	unsigned nmarks;
	uint32_t marks[LEASE_MARKS_MAX];
	struct moment over; /* it surely holds no lease from then on */
};

struct lease {
	uint32_t self;
	uint64_t life;
	int64_t lease_ms; /* 0: corosync was never there */
	struct moment started;
	struct view_verdict votes; /* as they count now */
	bool is_wanted;
	struct moment wanted_at;
	uint64_t number; /* of the last beat */
	uint64_t former; /* the last of an earlier group: they count no more */
	struct moment sent[LEASE_SENT_MAX];
	struct moment end; /* 0: never held one */
	unsigned nmarks;
	uint32_t marks[LEASE_MARKS_MAX];
	bool is_news; /* the group has changed: everybody tells */
	struct lease_peer peers[RECORD_NODES_MAX];
};

void lease_init(struct lease *lease, uint64_t life, struct moment now);

/* Where corosync's timings are read anew; it applies to later beats. */
void lease_set_time(struct lease *lease, int64_t lease_ms);

/* A device's vote is counted as it stands in the verdict; the caller has seen
 * to it that it is about the ring of the group. */
void lease_on_verdict(struct lease *lease, const struct view_verdict *verdict);

void lease_on_group(
    struct lease *lease, uint32_t self, const struct view_group *group);

/* The addresses that are here; the others are told of a change at once. */
void lease_set_marks(
    struct lease *lease, const uint32_t *marks, unsigned nmarks);

/* That node said last that it has the address of this mark. */
bool lease_has_mark(const struct lease *lease, uint32_t node, uint32_t mark);

void lease_want(struct lease *lease, bool is_wanted, struct moment now);

/* The beat to be sent now, which counts as sent at `now`; false when there is
 * nothing to say.  To be called every LEASE_BEAT_MS, and when lease_hurries().
 */
bool lease_next(
    struct lease *lease, struct moment now, struct lease_beat *ret_beat);

/* Somebody waits for what we have to say. */
bool lease_hurries(const struct lease *lease);

/* One was delivered; this node's own beats too. */
void lease_on_beat(struct lease *lease, uint32_t sender,
    const struct lease_beat *beat, struct moment now);

/* Held, and not about to be given up. */
bool lease_is_held(const struct lease *lease, struct moment now);

/* When what needs a lease must be ended, unless it is renewed before. */
struct moment lease_ends(const struct lease *lease);

/* Since when has it been certain that this node holds none, or when will it? */
struct moment lease_over(const struct lease *lease, uint32_t node);

/* Every member of the group has told what it waits for. */
bool lease_all_told(const struct lease *lease, const struct view_group *group);

#endif
