/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/votesim/seams.h"

#include "cpg/quorum/decide_tie.h"

enum seam seam_left_out;

/* clang-format off */
#define SEAM(type, name, parameters, arguments, seam, instead)                 \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters                                          \
	{                                                                      \
		if (seam_left_out == (seam))                                   \
			return instead;                                        \
		return __real_##name arguments;                                \
	}

SEAM(bool, decide_tie_saw_view,
    (const struct vote_state *state, const struct vote_standing *standing),
    (state, standing), SEAM_NO_CONTINUITY, true)

SEAM(bool, decide_tie_is_leased,
    (const struct vote_standing *standing, struct moment now),
    (standing, now), SEAM_NO_LEASE, true)

SEAM(bool, decide_tie_has_gateway,
    (const struct vote_facts *facts, const struct vote_report reports[]),
    (facts, reports), SEAM_NO_GATEWAY, true)

SEAM(bool, decide_tie_lacks_relay, (const struct vote_facts *facts), (facts),
    SEAM_NO_RELAY, false)

SEAM(uint32_t, decide_tie_living,
    (const struct vote_facts *facts, const struct vote_report reports[]),
    (facts, reports), SEAM_NO_SILENCE, 0)

SEAM(bool, decide_tie_is_broken, (bool is_holding, bool has_evidence),
    (is_holding, has_evidence), SEAM_NO_HOLD, false)

SEAM(bool, decide_tie_has_slept,
    (const struct vote_state *state, const struct vote_facts *facts),
    (state, facts), SEAM_NO_SLEEP, false)

SEAM(bool, decide_tie_has_waited, (struct moment act_at, struct moment now),
    (act_at, now), SEAM_NO_WAIT, true)

/* The higher side does not wait for the lower one's word. */
bool __real_decide_tie_all_yielded(const struct vote_facts *facts,
    const struct vote_report reports[], const struct vote_report *newest);
bool __wrap_decide_tie_all_yielded(const struct vote_facts *facts,
    const struct vote_report reports[], const struct vote_report *newest);
bool
__wrap_decide_tie_all_yielded(const struct vote_facts *facts,
    const struct vote_report reports[], const struct vote_report *newest)
{
	const struct vote_rank *ours = &reports[facts->self].rank;
	bool is_higher = false;

	if (seam_left_out != SEAM_NO_YIELD)
		return __real_decide_tie_all_yielded(facts, reports, newest);
	for (unsigned i = 0; i < facts->nnodes; i++)
		if (facts->ranks[i].node != 0) {
			if (decide_tie_compare(&facts->ranks[i], ours) > 0)
				return false;
			is_higher = true;
		}
	return is_higher;
}

SEAM(bool, decide_tie_is_complete,
    (const struct vote_facts *facts, const struct vote_report reports[],
	const struct vote_report *newest),
    (facts, reports, newest), SEAM_NO_COMPLETE, true)

SEAM(bool, decide_tie_is_latched,
    (const struct vote_state *state, const struct vote_facts *facts),
    (state, facts), SEAM_NO_LATCH, false)

/* As if half were most. */
bool __real_decide_tie_has_most(uint32_t set, unsigned nnodes);
bool __wrap_decide_tie_has_most(uint32_t set, unsigned nnodes);
bool
__wrap_decide_tie_has_most(uint32_t set, unsigned nnodes)
{
	if (seam_left_out == SEAM_NO_MOST)
		return 2 * decide_tie_count(set) >= nnodes;
	return __real_decide_tie_has_most(set, nnodes);
}

SEAM(bool, decide_tie_all_are_due,
    (const struct vote_facts *facts, const struct vote_report reports[]),
    (facts, reports), SEAM_NO_OTHERS_DUE, true)

SEAM(bool, decide_tie_is_said_now,
    (const struct vote_state *state, const struct vote_facts *facts),
    (state, facts), SEAM_OLD_WORD, true)

SEAM(bool, decide_tie_are_off,
    (const struct vote_facts *facts, const struct vote_report *newest),
    (facts, newest), SEAM_NO_WORD, false)

/* Every half is taken for half of the last view, or a whole view for half. */
int __real_decide_tie_share(
    const struct vote_facts *facts, const struct vote_report *newest);
int __wrap_decide_tie_share(
    const struct vote_facts *facts, const struct vote_report *newest);
int
__wrap_decide_tie_share(
    const struct vote_facts *facts, const struct vote_report *newest)
{
	int share = __real_decide_tie_share(facts, newest);

	if (seam_left_out == SEAM_NO_SHARE && share < 0)
		return 0;
	return seam_left_out == SEAM_NO_VIEW_OF_ONE && share > 0 ? 0 : share;
}
