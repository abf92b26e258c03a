/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * publication.h - what Pacemaker is told of this node's database: the score by
 * which it promotes, a death at once, and what crm_mon -A shows.
 *
 * Every attribute that changes has Pacemaker think again, and what it thinks
 * again about at that moment may be the failover.  So a score without a primary
 * in sight and a death are told at once, and all else when it has been so for a
 * while.
 */
#ifndef KEEPER_PUBLICATION_H
#define KEEPER_PUBLICATION_H

#include <stdbool.h>

#include "cpg/keeper/decide_score.h"
#include "ocf/moment.h"
#include "ocf/pacemaker.h"

struct database;
struct herald_answer;
struct herald_message;

/* Attributes of the node; "<database>-state" and so on, but for the score. */
enum shown {
	SHOWN_SCORE,
	/* A primary's, under the same name: it lasts when Pacemaker forgets,
	 * and other nodes lose theirs by it. */
	SHOWN_KEPT,
	SHOWN_STATE,
	SHOWN_PROMOTION, /* why it could not be promoted */
	SHOWN_TERM,
	SHOWN_RECORD, /* on the recorded primary: a copy that nobody reads back
		       */
	SHOWN_LEASE,  /* where it is held */
	/* On a primary: its standbys, and who is waited for.  On a standby
	 * that is waited for: "yes", for constraints. */
	SHOWN_SYNC,
	SHOWN_LSN,
	SHOWN_LAG, /* on a standby, in bytes */
	SHOWN_COUNT,
};

/* Values; "" is no attribute. */
struct portrait {
	char value[SHOWN_COUNT][ATTRIBUTE_MAX];
};

struct publication {
	struct portrait seen; /* as of the last look, positions aside */
	struct portrait told; /* as Pacemaker has it, as far as is known */
	struct portrait sent; /* what is on its way */
	bool is_sent[SHOWN_COUNT];
	bool is_on_its_way;
	bool is_failure_due;  /* a standby died: Pacemaker shall restart it */
	bool is_failure_sent; /* is on its way */
	bool is_all_due;      /* told anew, whatever was told before */
	bool is_forgotten;    /* and at once */
	bool is_forgotten_sent;
	bool after_join; /* when the controller has joined again */
	struct score_verdict score;
	bool is_judged;       /* else the score is not known */
	enum score_kept kept; /* AS_IT_IS: that was never known */
	struct moment changed_at, positions_at, all_at, failed_at, died_at;
	struct moment primary_at; /* one was last in sight; 0: never */
};

void publication_init(struct database *database);

/* Its postmaster ended. */
void publication_on_death(struct database *database, struct moment now);

/* It serves as the primary again: that it died before is no cause any more. */
void publication_on_primary(struct database *database);

/* It was stopped: a start has nothing to do with how it ended before. */
void publication_forget_failure(struct database *database);

/* Pacemaker may have forgotten everything (it was started anew). */
void publication_renew(struct database *database);

/*
 * It has forgotten everything just now.  is_controller: its controller was
 * lost, and the others forget before it has joined again.
 */
void publication_forgotten(struct database *database, bool is_controller);

/* Looks whether there is anything to tell; the herald may be busy. */
void publication_review(struct database *database, struct moment now);

/* The next message, false when there is none now. */
bool publication_next(struct database *database, struct moment now,
    struct herald_message *ret_message);

/* The last message was told, or was not. */
void publication_on_answer(struct database *database,
    const struct herald_answer *answer, struct moment now);

/* It ended by itself in the last half minute. */
bool publication_has_died(const struct database *database, struct moment now);

/* The number of the revival elsewhere to which this node has left it, so that
 * Pacemaker has been told not to promote it; 0: none. */
unsigned publication_yields(const struct database *database, struct moment now);

/* A death that Pacemaker is acting upon: it was told a moment ago. */
bool publication_told_death(const struct database *database, struct moment now);

#endif
