/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/decide_tie.h"

unsigned
decide_tie_count(uint32_t set)
{
	unsigned n = 0;

	for (; set != 0; set &= set - 1)
		n++;
	return n;
}

uint32_t
decide_tie_missing(const struct vote_facts *facts)
{
	uint32_t all = (uint32_t)((UINT64_C(1) << facts->nnodes) - 1);

	return all & ~facts->ring;
}

bool
decide_tie_has_most(uint32_t set, unsigned nnodes)
{
	return 2 * decide_tie_count(set) > nnodes;
}

static bool
is_member(const struct vote_facts *facts, unsigned i)
{
	return facts->ring >> i & 1;
}

bool
decide_tie_is_complete(const struct vote_facts *facts,
    const struct vote_report reports[], const struct vote_report *newest)
{
	bool all_have_it =
	    decide_tie_count(newest->members) == newest->nmembers &&
	    (newest->members & ~facts->ring) == 0;

	if (newest->view == 0)
		return false;
	for (unsigned i = 0; i < facts->nnodes; i++) {
		bool has_it =
		    is_member(facts, i) && reports[i].view == newest->view;

		if (has_it && reports[i].is_complete)
			return true;
		if ((newest->members >> i & 1) && !has_it)
			all_have_it = false;
	}
	return all_have_it;
}

int
decide_tie_share(
    const struct vote_facts *facts, const struct vote_report *newest)
{
	unsigned share = decide_tie_count(newest->members & facts->ring);

	return (2 * share > newest->nmembers) - (2 * share < newest->nmembers);
}

bool
decide_tie_saw_view(
    const struct vote_state *state, const struct vote_standing *standing)
{
	return standing->view != 0 && state->seen_view == standing->view &&
	       state->lost_view < standing->view;
}

bool
decide_tie_is_leased(const struct vote_standing *standing, struct moment now)
{
	return moment_between_ms(standing->heard, now) < standing->lease_ms;
}

bool
decide_tie_has_gateway(
    const struct vote_facts *facts, const struct vote_report reports[])
{
	for (unsigned i = 0; i < facts->nnodes; i++)
		if (is_member(facts, i) && reports[i].has_gateway)
			return true;
	return false;
}

bool
decide_tie_lacks_relay(const struct vote_facts *facts)
{
	return facts->lacks_relay;
}

uint32_t
decide_tie_living(
    const struct vote_facts *facts, const struct vote_report reports[])
{
	uint32_t hears = 0, yielded = 0;

	for (unsigned i = 0; i < facts->nnodes; i++)
		if (is_member(facts, i)) {
			hears |= reports[i].hears;
			yielded |= reports[i].yielded;
		}
	return hears & decide_tie_missing(facts) & ~yielded;
}

bool
decide_tie_all_yielded(const struct vote_facts *facts,
    const struct vote_report reports[], const struct vote_report *newest)
{
	uint32_t yielded = 0;
	uint32_t others = newest->members & ~facts->ring;

	for (unsigned i = 0; i < facts->nnodes; i++)
		if (is_member(facts, i))
			yielded |= reports[i].yielded;
	/* A member that is configured no more cannot say anything. */
	return decide_tie_count(newest->members) == newest->nmembers &&
	       others != 0 && (others & ~yielded) == 0;
}

bool
decide_tie_is_said_now(
    const struct vote_state *state, const struct vote_facts *facts)
{
	return ring_equal(facts->off.ring, facts->ring_id) &&
	       facts->off.view == facts->standing.view &&
	       facts->off.turn == state->turn;
}

bool
decide_tie_are_off(
    const struct vote_facts *facts, const struct vote_report *newest)
{
	uint32_t others = newest->members & ~facts->ring;

	return others != 0 && (others & ~facts->off.nodes) == 0 &&
	       decide_tie_count(newest->members) == newest->nmembers &&
	       newest->view == facts->standing.view &&
	       facts->standing.is_complete;
}

bool
decide_tie_has_slept(
    const struct vote_state *state, const struct vote_facts *facts)
{
	return moment_between_ms(state->last, facts->now) > VOTE_SLEPT_MS;
}

bool
decide_tie_has_waited(struct moment act_at, struct moment now)
{
	return moment_left_ms(act_at, now) == 0;
}

bool
decide_tie_is_latched(
    const struct vote_state *state, const struct vote_facts *facts)
{
	return state->latched != 0 && state->latched == facts->ring;
}

bool
decide_tie_is_broken(bool is_holding, bool has_evidence)
{
	return is_holding && !has_evidence;
}

bool
decide_tie_all_are_due(
    const struct vote_facts *facts, const struct vote_report reports[])
{
	for (unsigned i = 0; i < facts->nnodes; i++)
		if (is_member(facts, i) && !reports[i].is_due)
			return false;
	return true;
}

static int
compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int
decide_tie_compare(const struct vote_rank *a, const struct vote_rank *b)
{
	int order = compare(a->node != 0, b->node != 0);

	if (order == 0)
		order = compare(a->view, b->view);
	if (order == 0)
		order = compare(a->seq, b->seq);
	if (order == 0)
		order = compare(a->has_primary, b->has_primary);
	return order != 0 ? order : compare(b->node, a->node);
}
