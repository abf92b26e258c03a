/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/cause.h"

#include <stdio.h>

#include "cpg/keeper/database.h"

void
cause_find(const struct database *database, const char *asked,
    struct moment now, char ret_cause[HISTORY_CAUSE_MAX])
{
	const struct board *board = &database->board;
	const struct record *record = view_last_record(&database->view);
	uint32_t node = record->primary.node;
	const struct board_slot *slot = board_slot(board, node);
	const char *name = board_name(board, node);

	if (wish_forces_us(database, now))
		snprintf(ret_cause, HISTORY_CAUSE_MAX,
		    "somebody forced it, whatever may be lost");
	else if (wish_is_for_us(database, now))
		snprintf(ret_cause, HISTORY_CAUSE_MAX,
		    "somebody asked for a switchover");
	else if (node == 0)
		snprintf(ret_cause, HISTORY_CAUSE_MAX, "the first promotion");
	else if (slot == NULL || !slot->is_member)
		snprintf(ret_cause, HISTORY_CAUSE_MAX,
		    "%.63s was not in the cluster", name);
	else if (slot->report.died)
		snprintf(ret_cause, HISTORY_CAUSE_MAX,
		    "the database of %.63s died", name);
	else
		snprintf(ret_cause, HISTORY_CAUSE_MAX, "%.127s", asked);
}
