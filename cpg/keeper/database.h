/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * database.h - one database of this cluster, as this node's keeper has it: the
 * view of its record, the board, and, where it runs here, the hand.
 *
 * Events come in through these functions; what follows is carried out through
 * the outlets and the hand before they return, and nothing waits.  The parts
 * (observer, refusing, candidacy, naming) share this struct, and each changes
 * its own part only.
 */
#ifndef KEEPER_DATABASE_H
#define KEEPER_DATABASE_H

#include "cpg/keeper/board.h"
#include "cpg/keeper/candidacy.h"
#include "cpg/keeper/courier.h"
#include "cpg/keeper/database_outlets.h"
#include "cpg/keeper/history.h"
#include "cpg/keeper/message_code.h"
#include "cpg/keeper/naming.h"
#include "cpg/keeper/observer.h"
#include "cpg/keeper/overruled.h"
#include "cpg/keeper/publication.h"
#include "cpg/keeper/reach.h"
#include "cpg/keeper/refusing.h"
#include "cpg/keeper/relearning.h"
#include "cpg/keeper/revival.h"
#include "cpg/keeper/tenant.h"
#include "cpg/keeper/view.h"
#include "cpg/keeper/wish.h"
#include "cpg/request.h"
#include "cpg/wire.h"

enum database_requester {
	DATABASE_NOBODY,
	DATABASE_CANDIDACY,
	DATABASE_NAMING,
	DATABASE_PEOPLE,
};

#define DATABASE_TOLD_MAX 16

struct database {
	char name[WIRE_NAME_MAX]; /* "": place not in use */
	uint32_t tag;             /* a multiple of DATABASE_TAGS */
	uint32_t self;            /* node id; 0: not known yet */
	const struct database_outlets *outlets;
	struct request_registration registration;
	bool is_registered;
	/* Of the instance that is, or was, here: a rule may still name it. */
	char application_name[REPORT_NAME_MAX];

	struct view view;
	enum database_requester requester;
	/* Effects of the view that the parts have not heard of yet. */
	enum view_effect told[DATABASE_TOLD_MAX];
	unsigned ntold;
	bool is_telling;
	struct moment writing_since;
	const char *not_exclusive;

	struct board board;
	struct report own; /* as last sent */
	struct moment reported_at;
	struct history history;
	bool is_history_new;     /* newer than the file */
	bool is_history_written; /* a write of it is under way */

	struct observer observer;
	struct refusing refusing;
	struct candidacy candidacy;
	struct naming naming;
	struct publication publication;
	struct relearning relearning;
	struct revival revival;
	struct overruled overruled;
	struct wish wish;
	struct tenant tenant;
	struct courier courier;
	struct moment out_of_reach_since; /* reach.h; 0: not */
	struct moment active_at;          /* when a view was last active */
	bool has_primary, is_orphaned;
	struct moment had_primary_at; /* when one was last heard */
};

/* found: what the disk has, NULL when it has nothing. */
void database_init(struct database *database, const char *name, uint32_t tag,
    const struct database_outlets *outlets, const struct ledger *found,
    const struct history *history);
void database_done(struct database *database);

void database_on_group(struct database *database, uint32_t self,
    const struct view_group *group, struct moment now);
void database_on_verdict(struct database *database,
    const struct view_verdict *verdict, const char *not_exclusive,
    struct moment now);
/* False when it makes no sense. */
bool database_on_packet(struct database *database, uint32_t sender,
    const struct wire_packet *packet, struct moment now);
void database_on_written(
    struct database *database, uint32_t tag, bool ok, struct moment now);

/* Whatever is due by the clock.  To be called often while database_is_busy(),
 * else twice a second. */
void database_tick(struct database *database, struct moment now);
bool database_is_busy(const struct database *database);

/* Asks for an update of the record; the answer goes to who asked. */
void database_request(struct database *database,
    enum database_requester requester, const struct record *next);

/* Tells the group; false when it could not be. */
bool database_send_call(struct database *database, enum message_code_kind kind,
    const struct message_call *call);
void database_send_promotion(
    struct database *database, const struct promotion_entry *entry);
bool database_send_wish(
    struct database *database, const struct wish_message *wish);
void database_report(struct database *database, struct moment now);

/* Scores and what is shown are looked at again, and told where they are due. */
void database_publish(struct database *database, struct moment now);

/* This node's data; its incarnation is 0 while unknown. */
struct member database_data(const struct database *database);

/* A write that takes longer than a disk that works. */
bool database_is_stuck(const struct database *database, struct moment now);

#endif
