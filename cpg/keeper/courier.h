/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * courier.h - brings the events of history to the metadatabase, where the
 * resource names one: doc/metadatabase.md.
 *
 * A process of its own for every errand, and none between them: what hangs, be
 * it a name that does not resolve, hangs there and is killed.  The keeper's
 * part allocates nothing and waits for nothing.  What is not told stays in the
 * history, which is on the disk, with a mark at what is told beside it.
 */
#ifndef KEEPER_COURIER_H
#define KEEPER_COURIER_H

#include <stdbool.h>
#include <sys/types.h>

#include "ocf/moment.h"
#include "ocf/why.h"

struct database;
struct promotion_entry;

struct courier {
	int fd;                 /* -1: no errand under way */
	pid_t pid;              /* 0: none */
	pid_t dying;            /* killed and not yet reaped; 0: none */
	struct moment deadline; /* of the errand under way */
	bool was_tried;         /* since the keeper began */
	struct moment ended_at;
	struct why trouble;    /* of the last errand; "" for none */
	struct moment news_at; /* of the newest event that is not told */
	/* Of annals_nknown(); no mark is on the disk: a keeper that begins
	 * tells those it has again, and finds them there. */
	unsigned nfencings_sent, nfencings_told;
	bool is_told_new;     /* marks are newer than the file */
	bool is_told_written; /* a write of it is under way */
};

void courier_init(struct database *database);
void courier_stop(struct database *database);

/* An event is new here, and another went for it, or NULL. */
void courier_on_news(struct database *database,
    const struct promotion_entry *forgotten, struct moment now);

/* The marks are on the disk, or not. */
void courier_on_written(struct database *database, bool ok);

void courier_review(struct database *database, struct moment now);

/* Is there a metadatabase to tell? */
bool courier_is_wanted(const struct database *database);

/* How many promotions it has not yet been told. */
unsigned courier_backlog(const struct database *database);

#endif
