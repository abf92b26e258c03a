/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/revival.h"

#include "cpg/keeper/database.h"
#include "ocf/log.h"

/* Longer than it takes to tell Pacemaker; clients wait for it. */
#define YIELD_MS 500

void
revival_on_death(struct database *database, struct moment now)
{
	struct revival *revival = &database->revival;
	const struct request_registration *of = &database->registration;

	if (of->revive_s == 0 || of->sick[0] != '\0')
		return;
	/* What is registered from now on is about the next death. */
	*revival = (struct revival){
		.is_under_way = true,
		.number = revival->number % 255 + 1,
		.until = moment_after(now, (int64_t)of->revive_s * 1000),
		.begun_at = now,
	};
	log_info("%s: it is to be promoted again in its place within %u s, the "
		 "other nodes leave that to it",
	    database->name, of->revive_s);
}

static void
end(struct database *database, const char *sentence)
{
	database->revival =
	    (struct revival){ .number = database->revival.number };
	log_info(
	    "%s: the restart in place is over: %s", database->name, sentence);
}

static bool
all_yield(const struct database *database, struct moment now)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && report->node != database->self &&
		    report->has_database &&
		    report->yields != database->revival.number)
			return false;
	}
	return true;
}

void
revival_review(struct database *database, struct moment now)
{
	struct revival *revival = &database->revival;
	const struct request_registration *of = &database->registration;

	if (!revival->is_under_way)
		return;
	if (observer_sees_primary(database) && database->candidacy.is_writable)
		end(database, "it is the primary again");
	else if (of->sick[0] != '\0')
		end(database, of->sick);
	else if (!database->is_registered)
		end(database, "it was stopped");
	else if (moment_left_ms(revival->until, now) == 0)
		end(database, "it took too long, another takes over");
	else if (all_yield(database, now) ||
		 moment_between_ms(revival->begun_at, now) >= YIELD_MS)
		revival->others_yield = true;
}

unsigned
revival_elsewhere(const struct database *database, struct moment now)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && report->node != database->self &&
		    report->reviving != 0)
			return report->reviving;
	}
	return 0;
}
