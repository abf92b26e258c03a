/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * promotion.h - the way of a grant, from the question to the first commit.
 *
 * The order is the safety: the old primary is refused before positions are
 * read, the grant is on every member's disk before the database is told, and
 * the database acknowledges nothing before its grant was found still to be the
 * newest.  From there rule_change.h takes over: names, barrier, old rules.
 */
#ifndef KEEPER_PROMOTION_H
#define KEEPER_PROMOTION_H

enum promotion_step {
	PROMOTION_IDLE,
	PROMOTION_REFUSING,
	PROMOTION_RECORDING,
	PROMOTION_LEASING,
	PROMOTION_PROMOTING,
	PROMOTION_VERIFYING,
	PROMOTION_WITHDRAWING,
};

enum promotion_event {
	PROMOTION_ASKED,
	PROMOTION_MAY,        /* all have answered: decide_promotion() agrees */
	PROMOTION_OBJECTED,   /* or it does not */
	PROMOTION_RECORDED,   /* every member has stored the grant */
	PROMOTION_REFUSED,    /* the record has moved on */
	PROMOTION_LEASED,     /* lease held, watchdog armed */
	PROMOTION_IS_PRIMARY, /* the database says so, with the grant's term */
	PROMOTION_NEWEST,     /* decide_names(): NAMES_RULE */
	PROMOTION_OUTDATED,   /* decide_names(): NAMES_CLOSED */
	PROMOTION_CUT,        /* the view ended */
	PROMOTION_STOPPED, /* asked to refuse for another, the deadline, or the
			      database went down */
	PROMOTION_WITHDRAWN,
};

/* What to do on the way; it comes back as an event. */
enum promotion_deed {
	PROMOTION_NOTHING,
	PROMOTION_REFUSE,   /* ask all to refuse and report; judge */
	PROMOTION_RECORD,   /* request record_grant() */
	PROMOTION_LEASE,    /* take the lease, arm the watchdog */
	PROMOTION_PROMOTE,  /* gs_ctl failover -T; on a running primary: the
			       new term alone */
	PROMOTION_VERIFY,   /* ask decide_names() until it says yes or no */
	PROMOTION_HAND_ON,  /* RULE_CHANGE_FOUND */
	PROMOTION_WITHDRAW, /* end gs_ctl, unlink its file; demote a primary */
};

struct promotion_row {
	enum promotion_step from;
	enum promotion_event on;
	enum promotion_step to;
	enum promotion_deed deed;
	const char *why; /* read aloud in the log */
};

/* The row for this pair; NULL where the event means nothing in that step. */
const struct promotion_row *promotion_find(
    enum promotion_step from, enum promotion_event on);

const char *promotion_step_text(enum promotion_step step);
const char *promotion_event_text(enum promotion_event event);

#endif
