/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observer.h - watches the database of this node: its postmaster by a
 * descriptor that tells its death at once, the rest by asking the hand.
 *
 * Fills facts and hands on the hand's answers; decides nothing.
 */
#ifndef KEEPER_OBSERVER_H
#define KEEPER_OBSERVER_H

#include "cpg/keeper/hand.h"
#include "cpg/request.h"

struct database;

#define OBSERVER_INTERVAL_MS 500

struct observer {
	bool has_hand;
	struct hand hand;
	pid_t pid;    /* of the postmaster; 0: not running */
	int pid_fd;   /* -1: none */
	bool is_seen; /* what follows was seen in this postmaster's life */
	struct hand_observation seen;
	unsigned nseen; /* counts the looks */
	struct moment asked_at, renewed_at;

	/* In this postmaster's life: it answered, and when it last did as a
	 * primary. */
	bool has_answered, was_primary;
	/* Brought down or died as a primary, and followed nobody since. */
	bool holds_back;
	bool is_standing_down; /* what ends now ends on purpose */
	struct moment stood_down_at;
	bool is_found;    /* looked for since the postmaster ended */
	bool is_building; /* its data is incomplete */
	int percent;      /* of the build; -1: not known */
};

void observer_init(struct database *database);

/* Begins, or begins anew where the instance is another one. */
bool observer_start(struct database *database,
    const struct request_registration *registration, struct moment now,
    struct why *why);
void observer_stop(struct database *database);

/* An agent ends the instance on purpose: what runs now, found or not yet. */
void observer_stand_down(struct database *database, struct moment now);

/* It has not, and does not. */
void observer_stay(struct database *database);

/* Asks it at the next opportunity, however lately it was asked. */
void observer_look_soon(struct database *database);

/* Looks for a postmaster, takes the hand's answers, asks it to look again. */
void observer_tick(struct database *database, struct moment now);

/* Sends with a deadline of that many milliseconds from now; 0: not sent. */
uint32_t observer_ask(struct database *database, struct hand_request *request,
    int64_t deadline_ms, struct moment now);

/* That it refuses was seen before something that may have ended it. */
void observer_forget_refusal(struct database *database);

/* Runs, and has answered in this life. */
bool observer_sees(const struct database *database);
/* As a standby of any kind. */
bool observer_sees_standby(const struct database *database);
bool observer_sees_primary(const struct database *database);

#endif
