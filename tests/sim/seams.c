/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/seams.h"

#include <stddef.h>

#include "cpg/keeper/decide_build.h"
#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/decide_promotion.h"
#include "cpg/keeper/decide_refusal.h"
#include "cpg/keeper/decide_view.h"
#include "cpg/keeper/promotion.h"
#include "cpg/keeper/rule_change.h"

enum seam seam_left_out;

/* Declares the product's function and the one that the linker puts before. */
#define SEAM(type, name, parameters)                                           \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters

SEAM(bool, decide_build,
    (const struct build_facts *facts, const char *(*name)(uint32_t node),
	struct why *ret_why))
{
	struct build_facts lenient = *facts;

	if (seam_left_out == SIM_NO_BUILD_RULE)
		return true;
	if (seam_left_out == SIM_NO_BUILD_REFUSAL)
		lenient.refusal = REFUSAL_ENDS;
	return __real_decide_build(&lenient, name, ret_why);
}

SEAM(bool, decide_names_barrier,
    (const struct rule *rule, struct lsn lsn,
	const struct sender_fact senders[], unsigned nsenders))
{
	return seam_left_out == SIM_NO_BARRIER ||
	       __real_decide_names_barrier(rule, lsn, senders, nsenders);
}

SEAM(bool, decide_names_in_force,
    (const struct record *record, const struct force_facts *facts))
{
	return seam_left_out == SIM_NO_IN_FORCE ||
	       __real_decide_names_in_force(record, facts);
}

SEAM(enum names_verdict, decide_names, (const struct names_facts *facts))
{
	if (seam_left_out == SIM_NO_NEWEST && facts->is_primary &&
	    facts->record != NULL && facts->record->nrules > 0)
		return NAMES_RULE;
	return __real_decide_names(facts);
}

SEAM(enum refusal_verdict, decide_refusal, (const struct refusal_facts *facts))
{
	struct refusal_facts lenient = *facts;
	enum refusal_verdict verdict;

	lenient.is_over |= seam_left_out == SIM_NO_COUNTED_ON;
	verdict = __real_decide_refusal(&lenient);
	if (seam_left_out == SIM_NO_FOLLOWING && verdict == REFUSAL_FOLLOWS)
		return REFUSAL_ENDS;
	return verdict;
}

SEAM(bool, decide_refusal_is_witness, (const struct candidate *candidate))
{
	return seam_left_out == SIM_NO_REFUSING ||
	       __real_decide_refusal_is_witness(candidate);
}

/* The own answer alone. */
SEAM(bool, decide_view_all_answered,
    (uint32_t answered, unsigned n, unsigned self))
{
	if (seam_left_out == SIM_NO_ANSWERS)
		return self < n && (answered >> self & 1) != 0;
	return __real_decide_view_all_answered(answered, n, self);
}

SEAM(uint64_t, decide_view_number,
    (const struct greeting greetings[], unsigned n))
{
	uint64_t number = __real_decide_view_number(greetings, n);

	return seam_left_out == SIM_NO_NUMBER && number > 1 ? number - 1
							    : number;
}

SEAM(bool, decide_view_must_promise,
    (const struct ledger *ledger, uint64_t number))
{
	return seam_left_out != SIM_NO_PROMISE &&
	       __real_decide_view_must_promise(ledger, number);
}

/* Votes counted in other ways than over the keepers that answered. */
SEAM(bool, decide_view_quorate,
    (const struct view_group *group, const struct greeting greetings[],
	const struct view_verdict *verdict))
{
	struct view_verdict lenient = *verdict;
	struct greeting all[RECORD_NODES_MAX];

	if (seam_left_out == SIM_NO_KEEPERS)
		return verdict->quorate;
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++) {
		all[i] = greetings[i];
		all[i].counts |= seam_left_out == SIM_NO_FRESHNESS;
	}
	for (unsigned i = 0; i < lenient.nvoters; i++)
		lenient.voters[i].in_ring &= seam_left_out != SIM_NO_WHOLE_RING;
	return __real_decide_view_quorate(group, all, &lenient);
}

SEAM(bool, decide_view_same_ring, (const struct ring *a, const struct ring *b))
{
	return seam_left_out == SIM_NO_RING_ID ||
	       __real_decide_view_same_ring(a, b);
}

SEAM(int, lsn_cmp, (struct lsn a, struct lsn b))
{
	return seam_left_out == SIM_NO_COMPARISON ? 0 : __real_lsn_cmp(a, b);
}

SEAM(const struct promotion_row *, promotion_find,
    (enum promotion_step from, enum promotion_event on))
{
	static const struct promotion_row at_once = { PROMOTION_REFUSING,
		PROMOTION_MAY, PROMOTION_LEASING, PROMOTION_RECORD, "" };

	if (seam_left_out == SIM_NO_CUT && on == PROMOTION_CUT)
		return NULL;
	if (seam_left_out == SIM_NO_RECORD_FIRST &&
	    from == PROMOTION_REFUSING && on == PROMOTION_MAY)
		return &at_once;
	return __real_promotion_find(from, on);
}

SEAM(const struct rule_change_row *, rule_change_find,
    (enum rule_change_step from, enum rule_change_event on))
{
	if (seam_left_out == SIM_NO_CHANGE_CUT && on == RULE_CHANGE_CUT)
		return NULL;
	return __real_rule_change_find(from, on);
}

SEAM(int, record_cmp, (const struct record *a, const struct record *b))
{
	if (seam_left_out == SIM_NO_NEWEST_RECORD && a->view != b->view)
		return 1;
	return __real_record_cmp(a, b);
}

SEAM(bool, record_grant,
    (struct record * record, const struct rule *rule, uint64_t term_seen))
{
	bool is_granted = __real_record_grant(record, rule, term_seen);

	if (is_granted && seam_left_out == SIM_NO_OLD_RULES)
		record_keep_last_rule(record);
	return is_granted;
}

/* Without the one that says on whom everything rests. */
SEAM(void, record_rest_on_owner, (struct record * record))
{
	__real_record_rest_on_owner(record);
	if (seam_left_out == SIM_NO_RELIEF_RULE)
		record_keep_last_rule(record);
}

SEAM(unsigned, rule_group_overlap, (const struct rule_group *group))
{
	unsigned overlap = __real_rule_group_overlap(group);

	return seam_left_out == SIM_NO_OVERLAP ? overlap - 1 : overlap;
}

SEAM(bool, rule_same_data, (const struct member *a, const struct member *b))
{
	if (seam_left_out == SIM_NO_INCARNATION)
		return a->node == b->node;
	return __real_rule_same_data(a, b);
}
