/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/wish.h"

#include <string.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_switchover.h"
#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/outlook_facts.h"
#include "ocf/log.h"

#define FOR_MAX_MS 600000

static uint32_t
node_of(const struct board *board, const char *name)
{
	for (unsigned i = 0; i < board->nslots; i++)
		if (board->slots[i].has_report &&
		    strcmp(board->slots[i].report.name, name) == 0)
			return board->slots[i].node;
	return 0;
}

static bool
may(const struct database *database, uint32_t node, bool is_named,
    bool is_forced, struct moment now, struct why *why)
{
	struct switchover_facts facts;

	outlook_facts_of_switchover(database, node, is_forced, now, &facts);
	facts.world.is_wanted = is_named;
	return decide_switchover(
	    &facts, naming_facts_name(&database->board), why);
}

/* The first that may; why one may not is told of the last. */
static uint32_t
choose(const struct database *database, struct moment now, struct why *why)
{
	const struct board *board = &database->board;

	why_set(why, "no other node has a database of this name");
	for (unsigned i = 0; i < board->nslots; i++) {
		uint32_t node = board->slots[i].node;
		const struct report *report = board_find(board, node, now);

		if (report == NULL || report_is_primary(report))
			continue;
		if (may(database, node, false, false, now, why))
			return node;
	}
	return 0;
}

static bool
send(struct database *database, uint32_t node, bool is_forced)
{
	struct wish_message message = { .node = node,
		.is_forced = is_forced,
		.for_ms = is_forced ? WISH_FORCE_MS : WISH_SWITCHOVER_MS };

	return database_send_wish(database, &message);
}

bool
wish_for(struct database *database, const char *name, bool is_forced,
    struct moment now, struct why *why)
{
	uint32_t node;

	if (name[0] == '\0') {
		node = choose(database, now, why);
		if (node == 0)
			return false;
	} else {
		node = node_of(&database->board, name);
		if (node == 0) {
			why_set(why, "no keeper has reported a database on %s",
			    name);
			return false;
		}
		if (!may(database, node, true, is_forced, now, why))
			return false;
	}
	if (send(database, node, is_forced)) {
		why_set(why, "%s is to be the primary",
		    board_name(&database->board, node));
		return true;
	}
	why_set(why, "the other keepers cannot be told: corosync is not there");
	return false;
}

void
wish_on_message(struct database *database, const struct wish_message *message,
    struct moment now)
{
	uint32_t for_ms =
	    message->for_ms < FOR_MAX_MS ? message->for_ms : FOR_MAX_MS;

	database->wish = (struct wish){
		.node = message->node,
		.is_forced = message->is_forced,
		.until = moment_after(now, for_ms),
	};
	log_info("%s: %s is to be the primary, somebody asked for that%s",
	    database->name, board_name(&database->board, message->node),
	    message->is_forced ? ", whatever is lost" : "");
}

bool
wish_is_for_us(const struct database *database, struct moment now)
{
	const struct wish *wish = &database->wish;

	return wish->node != 0 && wish->node == database->self &&
	       moment_left_ms(wish->until, now) > 0;
}

bool
wish_forces_us(const struct database *database, struct moment now)
{
	return database->wish.is_forced && wish_is_for_us(database, now);
}

void
wish_review(struct database *database, struct moment now)
{
	struct wish *wish = &database->wish;
	const struct report *primary = outlook_facts_primary(database, now);

	if (wish->node == 0)
		return;
	if (primary != NULL && primary->node == wish->node &&
	    !primary->has_grant) {
		log_info("%s: %s is the primary, as it was wished for",
		    database->name, primary->name);
		wish->node = 0;
	} else if (moment_left_ms(wish->until, now) == 0) {
		log_warning("%s: %s did not become the primary in time; it is "
			    "not waited for any longer",
		    database->name, board_name(&database->board, wish->node));
		wish->node = 0;
	}
}
