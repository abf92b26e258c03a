/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_view.h"

bool
decide_view_same_ring(const struct ring *a, const struct ring *b)
{
	return a->node == b->node && a->seq == b->seq;
}

bool
decide_view_has(const struct view_group *group, uint32_t node)
{
	for (unsigned i = 0; i < group->nnodes; i++)
		if (group->nodes[i] == node)
			return true;
	return false;
}

static bool
find_greeting(const struct view_group *group, const struct greeting greetings[],
    uint32_t node, struct greeting *ret_greeting)
{
	for (unsigned i = 0; i < group->nnodes; i++)
		if (group->nodes[i] == node) {
			*ret_greeting = greetings[i];
			return true;
		}
	return false;
}

/*
 * The beginning of a cluster's life: every configured node is here, and no
 * record among them says anything that could be lost.
 */
static bool
all_are_blank(const struct view_group *group, const struct greeting greetings[],
    const struct view_verdict *verdict)
{
	for (unsigned i = 0; i < verdict->nvoters; i++) {
		struct greeting greeting;

		if (!find_greeting(
			group, greetings, verdict->voters[i].node, &greeting) ||
		    !greeting.blank)
			return false;
	}
	return verdict->nvoters > 0;
}

bool
decide_view_quorate(const struct view_group *group,
    const struct greeting greetings[], const struct view_verdict *verdict)
{
	unsigned votes = 0;
	bool whole = true;

	if (!verdict->quorate)
		return false;
	for (unsigned i = 0; i < verdict->nvoters; i++) {
		const struct voter *voter = &verdict->voters[i];
		struct greeting greeting;

		if (!find_greeting(group, greetings, voter->node, &greeting))
			whole &= !voter->in_ring;
		else if (greeting.counts)
			votes += voter->votes;
	}
	if (whole)
		votes += verdict->device_votes;
	return votes >= verdict->quorum ||
	       all_are_blank(group, greetings, verdict);
}

uint64_t
decide_view_number(const struct greeting greetings[], unsigned n)
{
	uint64_t highest = 0;

	for (unsigned i = 0; i < n; i++)
		if (greetings[i].promise > highest)
			highest = greetings[i].promise;
	return highest + 1;
}

bool
decide_view_must_promise(const struct ledger *ledger, uint64_t number)
{
	return ledger->promise < number;
}

bool
decide_view_all_answered(uint32_t answered, unsigned n, unsigned self)
{
	uint32_t all = (uint32_t)((UINT64_C(1) << n) - 1);

	return self < n && (answered & all) == all;
}

bool
decide_view_follows(const struct ledger *ledger, const struct record *update)
{
	return ledger->promise == update->view &&
	       ledger->record.view == update->view &&
	       ledger->record.seq + 1 == update->seq;
}
