/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_teller.h"

#include "cpg/keeper/decide_view.h"

bool
decide_teller(uint32_t self, const struct view_group *before,
    const struct view_group *now)
{
	if (now->nnodes < 2)
		return false;
	for (unsigned i = 0; i < now->nnodes; i++)
		if (now->nodes[i] < self &&
		    decide_view_has(before, now->nodes[i]))
			return false;
	return true;
}
