/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/tally.h"

#include <stddef.h>

static const char *
find_option(const struct tally_facts *facts)
{
	if (facts->two_node)
		return "two_node";
	if (facts->auto_tie_breaker)
		return "auto_tie_breaker";
	if (facts->last_man_standing)
		return "last_man_standing";
	if (facts->allow_downscale)
		return "allow_downscale";
	if (facts->master_wins)
		return "master_wins";
	if (facts->has_device && facts->device_votes > 1)
		return "a quorum device with more than one vote";
	return NULL;
}

bool
tally_same_voters(const struct tally *a, const struct tally *b)
{
	if (a->nvoters != b->nvoters)
		return false;
	for (unsigned i = 0; i < a->nvoters; i++)
		if (a->voters[i].node != b->voters[i].node ||
		    a->voters[i].votes != b->voters[i].votes)
			return false;
	return true;
}

void
tally_count(struct tally *tally, const struct tally_facts *facts)
{
	unsigned all = facts->has_device ? facts->device_votes : 0;

	for (unsigned i = 0; i < tally->nvoters; i++)
		all += tally->voters[i].votes;
	tally->not_exclusive = find_option(facts);
	tally->has_device = facts->has_device;
	tally->quorum = all / 2 + 1;
	if (facts->quorum > tally->quorum)
		tally->quorum = facts->quorum;
	tally->device_votes = facts->is_cast && tally->not_exclusive == NULL
				  ? facts->device_votes
				  : 0;
}
