/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/reach.h"

#include "cpg/keeper/database.h"
#include "ocf/log.h"

/* A standby that answers and reaches more; NULL without one. */
static const struct report *
find_better(
    const struct database *database, const struct reach *own, struct moment now)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && report->node != database->self &&
		    report_has_position(report) &&
		    decide_reach_is_less(own, &report->reach))
			return report;
	}
	return NULL;
}

void
reach_review(struct database *database, struct moment now)
{
	struct reach own = database->outlets->reach(now);
	const struct report *better = observer_sees_primary(database)
					  ? find_better(database, &own, now)
					  : NULL;

	if (better == NULL) {
		database->out_of_reach_since = (struct moment){ 0 };
		return;
	}
	if (database->out_of_reach_since.ms != 0)
		return;
	database->out_of_reach_since = now;
	log_warning("%s: the primary reaches %u of %u gateways, and %s %u",
	    database->name, own.nanswering, own.ngateways, better->name,
	    better->reach.nanswering);
}

bool
reach_hands_over(const struct database *database, struct moment now)
{
	unsigned after_s = database->registration.gateway_s;
	struct moment since = database->out_of_reach_since;

	return after_s != 0 && since.ms != 0 &&
	       moment_between_ms(since, now) >= (int64_t)after_s * 1000;
}
