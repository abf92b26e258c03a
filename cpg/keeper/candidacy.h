/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * candidacy.h - this node's database on its way to be the primary:
 * promotion.h's machine, wired to the board, the record and whoever promotes.
 */
#ifndef KEEPER_CANDIDACY_H
#define KEEPER_CANDIDACY_H

#include "cpg/keeper/history.h"
#include "cpg/keeper/promotion.h"
#include "cpg/keeper/view.h"
#include "cpg/request.h"
#include "ocf/moment.h"

struct database;
struct message_call;

struct candidacy {
	enum promotion_step step;
	bool is_asked; /* and not begun yet */
	uint64_t serial, view, call_term;
	uint32_t number; /* of its call in that view; 0: not delivered */
	struct moment asked_at, called_at, deadline;
	uint64_t term;  /* granted; 0: not in this life */
	struct lsn lsn; /* where its log ended then */
	/* Of the last grant of which it is known what became of it, or of the
	 * one that is under way. */
	uint64_t known_term;
	bool is_given_up; /* whoever promotes has said that it ended */
	bool is_writable;
	char cause[HISTORY_CAUSE_MAX];
	char from[HISTORY_NAME_MAX];
	struct why why; /* what became of it, for who asks */
};

/* Wanted by an agent, or by the keeper itself for the incumbent. */
void candidacy_ask(struct database *database, const char *cause,
    int64_t deadline_ms, struct moment now);

/* Into answer->kind, term and why. */
void candidacy_state(const struct database *database, struct answer *answer);

/* Whoever promotes has ended gs_ctl and removed its file. */
void candidacy_give_up(struct database *database, struct moment now);

/* A call was delivered, as the number-th of this view. */
void candidacy_on_call(struct database *database, uint32_t candidate,
    const struct message_call *call, uint32_t number, struct moment now);

/* The grant of that candidate ended without a primary. */
void candidacy_on_over(struct database *database, uint32_t candidate,
    const struct message_call *call, struct moment now);

/* What became of its update, or of the view. */
void candidacy_on_effect(
    struct database *database, enum view_effect effect, struct moment now);

/* The postmaster has ended. */
void candidacy_on_down(struct database *database, struct moment now);

/* Names are set for the present grant: commits return. */
void candidacy_on_writable(struct database *database, struct moment now);

/* Looks at the board, the server and the clock. */
void candidacy_review(struct database *database, struct moment now);

/* It has a grant that may still turn into a primary. */
bool candidacy_state_has_grant(const struct database *database);

/* Between the proof of the grant and the names there is naming's work. */
bool candidacy_state_is_named(const struct database *database);

/* The watchdog runs, or it serves already; else why says for what it waits. */
bool candidacy_state_is_guarded(struct database *database);

/* The same, or had one when this keeper began and cannot know. */
bool candidacy_may_have_grant(const struct database *database);

#endif
