/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/home.h"

#include "cpg/keeper/database.h"

struct place
home_find(const struct database *database)
{
	uint32_t node = view_last_record(&database->view)->primary.node;
	const struct board_slot *slot = board_slot(&database->board, node);

	if (slot == NULL || !slot->has_report || slot->report.place.zone == 0)
		return (struct place){ 1, 1 };
	return slot->report.place;
}
