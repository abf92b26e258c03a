/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/seams.h"

#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/decide_promotion.h"
#include "cpg/keeper/decide_refusal.h"
#include "cpg/keeper/decide_view.h"

enum seam seam_left_out;

/* Declares the product's function and the one that the linker puts before. */
#define SEAM(type, name, parameters)                                           \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters

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
	if (seam_left_out == SIM_NO_REFUSAL_FROM_THEN_ON)
		return REFUSAL_ENDS;
	return __real_decide_refusal(facts);
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
