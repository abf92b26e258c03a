/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/promotion.h"

#include <stddef.h>

/* clang-format off */
static const struct promotion_row rows[] = {
	{ PROMOTION_IDLE, PROMOTION_ASKED,
	  PROMOTION_REFUSING, PROMOTION_REFUSE,
	  "all databases in reach refuse the old primary, then say where they are" },

	{ PROMOTION_REFUSING, PROMOTION_MAY,
	  PROMOTION_RECORDING, PROMOTION_RECORD,
	  "no acknowledged commit is missing here: the grant is recorded" },
	{ PROMOTION_REFUSING, PROMOTION_OBJECTED,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "something stands against it, and was told" },
	{ PROMOTION_REFUSING, PROMOTION_CUT,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "the answers were given in a view that is gone" },
	{ PROMOTION_REFUSING, PROMOTION_STOPPED,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "another candidate asks, or the time is over" },

	{ PROMOTION_RECORDING, PROMOTION_RECORDED,
	  PROMOTION_LEASING, PROMOTION_LEASE,
	  "every member knows the grant: no older one can become newer again" },
	{ PROMOTION_RECORDING, PROMOTION_REFUSED,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "the record has changed since it was judged" },
	{ PROMOTION_RECORDING, PROMOTION_CUT,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "recorded or not, those who refused for it may have stopped: it is judged anew" },
	{ PROMOTION_RECORDING, PROMOTION_STOPPED,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "another candidate asks, or the time is over" },

	{ PROMOTION_LEASING, PROMOTION_LEASED,
	  PROMOTION_PROMOTING, PROMOTION_PROMOTE,
	  "the lease is held: the database is told, with names still closed" },
	{ PROMOTION_LEASING, PROMOTION_CUT,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "a database is promoted in an active view only" },
	{ PROMOTION_LEASING, PROMOTION_STOPPED,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "another candidate asks, or the time is over" },

	{ PROMOTION_PROMOTING, PROMOTION_IS_PRIMARY,
	  PROMOTION_VERIFYING, PROMOTION_VERIFY,
	  "it is the primary: is its grant still the newest?" },
	{ PROMOTION_PROMOTING, PROMOTION_STOPPED,
	  PROMOTION_WITHDRAWING, PROMOTION_WITHDRAW,
	  "the database was told already: that must be undone" },

	{ PROMOTION_VERIFYING, PROMOTION_NEWEST,
	  PROMOTION_IDLE, PROMOTION_HAND_ON,
	  "the grant is the newest: the primary may acknowledge by its rule" },
	{ PROMOTION_VERIFYING, PROMOTION_OUTDATED,
	  PROMOTION_WITHDRAWING, PROMOTION_WITHDRAW,
	  "a later grant was made: this primary has acknowledged nothing and goes" },
	{ PROMOTION_VERIFYING, PROMOTION_STOPPED,
	  PROMOTION_WITHDRAWING, PROMOTION_WITHDRAW,
	  "another candidate asks, or the time is over" },

	{ PROMOTION_WITHDRAWING, PROMOTION_WITHDRAWN,
	  PROMOTION_IDLE, PROMOTION_NOTHING,
	  "the grant can no longer become a primary" },
};
/* clang-format on */

const struct promotion_row *
promotion_find(enum promotion_step from, enum promotion_event on)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

const char *
promotion_step_text(enum promotion_step step)
{
	switch (step) {
	case PROMOTION_IDLE:
		return "idle";
	case PROMOTION_REFUSING:
		return "waiting for refusals";
	case PROMOTION_RECORDING:
		return "recording the grant";
	case PROMOTION_LEASING:
		return "taking the lease";
	case PROMOTION_PROMOTING:
		return "promoting the database";
	case PROMOTION_VERIFYING:
		return "verifying the grant";
	case PROMOTION_WITHDRAWING:
		return "withdrawing the grant";
	}
	return "unknown step";
}

const char *
promotion_event_text(enum promotion_event event)
{
	switch (event) {
	case PROMOTION_ASKED:
		return "asked";
	case PROMOTION_MAY:
		return "may";
	case PROMOTION_OBJECTED:
		return "objected";
	case PROMOTION_RECORDED:
		return "recorded";
	case PROMOTION_REFUSED:
		return "update refused";
	case PROMOTION_LEASED:
		return "leased";
	case PROMOTION_IS_PRIMARY:
		return "is primary";
	case PROMOTION_NEWEST:
		return "grant is the newest";
	case PROMOTION_OUTDATED:
		return "grant is outdated";
	case PROMOTION_CUT:
		return "view ended";
	case PROMOTION_STOPPED:
		return "stopped";
	case PROMOTION_WITHDRAWN:
		return "withdrawn";
	}
	return "unknown event";
}
