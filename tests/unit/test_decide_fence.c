/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_fence.h"

#include <string.h>

#include "tests/unit/check.h"

/* A silent node, about which everything is known. */
static struct fence_facts
silent(void)
{
	return (struct fence_facts){
		.target = "n2",
		.is_configured = true,
		.is_active = true,
		.all_told = true,
	};
}

static void
a_silent_node_without_a_lease_is_proven_harmless(void)
{
	struct fence_facts facts = silent();

	CHECK(decide_fence(&facts) == FENCE_NO_LEASE);
	facts.left_ms = 1;
	CHECK(decide_fence(&facts) == FENCE_AWAITS_LEASE);
}

static void
whoever_has_no_majority_fences_nobody(void)
{
	struct fence_facts facts = silent();

	facts.is_minority = true;
	facts.word = FENCE_SAYS_HARMLESS;
	CHECK(decide_fence(&facts) == FENCE_MINORITY);
	CHECK(decide_fence_gate(&facts) == FENCE_MINORITY);
}

static void
without_a_view_everything_waits(void)
{
	struct fence_facts facts = silent();

	facts.is_active = false;
	CHECK(decide_fence(&facts) == FENCE_NO_VIEW);
	facts = silent();
	facts.all_told = false;
	CHECK(decide_fence(&facts) == FENCE_NOT_TOLD);
}

static void
who_is_alone_waits_until_it_is_armed(void)
{
	struct fence_facts facts = silent();

	facts.is_alone = true;
	facts.unarmed_ms = 10;
	CHECK(decide_fence(&facts) == FENCE_NOT_ARMED);
	CHECK(decide_fence_gate(&facts) == FENCE_NOT_ARMED);
	facts.unarmed_ms = 0;
	CHECK(decide_fence(&facts) == FENCE_NO_LEASE);
}

static void
a_member_is_asked_and_believed(void)
{
	struct fence_facts facts = silent();

	facts.is_member = true;
	facts.left_ms = 5000;
	CHECK(decide_fence(&facts) == FENCE_AWAITS_WORD);
	facts.word = FENCE_SAYS_ENDING;
	CHECK(decide_fence(&facts) == FENCE_AWAITS_END);
	facts.word = FENCE_SAYS_HARMLESS;
	CHECK(decide_fence(&facts) == FENCE_HARMLESS);
}

static void
a_member_that_does_not_answer_is_as_good_as_gone(void)
{
	struct fence_facts facts = silent();

	facts.is_member = true;
	facts.asked_ms = FENCE_ANSWER_MS - 1;
	CHECK(decide_fence(&facts) == FENCE_AWAITS_WORD);
	facts.asked_ms = FENCE_ANSWER_MS;
	CHECK(decide_fence(&facts) == FENCE_NO_LEASE);
	facts.left_ms = 1000;
	CHECK(decide_fence(&facts) == FENCE_AWAITS_LEASE);
}

static void
a_member_that_cannot_end_everything_has_at_last_no_lease(void)
{
	struct fence_facts facts = silent();

	facts.is_member = true;
	facts.word = FENCE_SAYS_ENDING;
	CHECK(decide_fence(&facts) == FENCE_NO_LEASE);
}

static void
a_well_node_has_its_grace_and_is_not_fenced_then(void)
{
	struct fence_facts facts = silent();

	facts.is_member = true;
	facts.word = FENCE_SAYS_WELL;
	facts.left_ms = 6000;
	CHECK(decide_fence(&facts) == FENCE_AWAITS_CONTROLLER);
	facts.asked_ms = FENCE_GRACE_MS;
	CHECK(decide_fence(&facts) == FENCE_IS_WELL);
	CHECK(decide_fence_is_refusal(FENCE_IS_WELL));
}

static void
nobody_fences_itself_or_a_stranger(void)
{
	struct fence_facts facts = silent();

	facts.is_self = true;
	CHECK(decide_fence(&facts) == FENCE_IS_SELF);
	facts = silent();
	facts.is_configured = false;
	CHECK(decide_fence(&facts) == FENCE_IS_NONE);
}

/* Whatever is known, only two things are proof. */
static void
nothing_is_proven_that_could_still_harm(void)
{
	static const int64_t times[] = { 0, 1, 100000 };

	for (unsigned bits = 0; bits < 128 * 4 * 27; bits++) {
		unsigned flags = bits % 128, rest = bits / 128;
		struct fence_facts facts = {
			.target = "n2",
			.is_configured = flags & 1,
			.is_self = flags & 2,
			.is_minority = flags & 4,
			.is_active = flags & 8,
			.all_told = flags & 16,
			.is_alone = flags & 32,
			.is_member = flags & 64,
			.word = (enum fence_word)(rest % 4),
			.unarmed_ms = times[rest / 4 % 3],
			.asked_ms = times[rest / 12 % 3],
			.left_ms = times[rest / 36 % 3],
		};
		enum fence_verdict verdict = decide_fence(&facts);
		struct why why = { "" };

		decide_fence_why(&facts, verdict, &why);
		CHECK(why.text[0] != '\0');
		if (!decide_fence_is_proof(verdict))
			continue;
		CHECK(facts.is_active && !facts.is_minority && !facts.is_self);
		CHECK(!facts.is_alone || facts.unarmed_ms == 0);
		CHECK(facts.word == FENCE_SAYS_HARMLESS ||
		      (facts.left_ms == 0 && facts.all_told));
		CHECK(facts.word != FENCE_SAYS_WELL || !facts.is_member);
	}
}

CHECK_MAIN(a_silent_node_without_a_lease_is_proven_harmless,
    whoever_has_no_majority_fences_nobody, without_a_view_everything_waits,
    who_is_alone_waits_until_it_is_armed, a_member_is_asked_and_believed,
    a_member_that_does_not_answer_is_as_good_as_gone,
    a_member_that_cannot_end_everything_has_at_last_no_lease,
    a_well_node_has_its_grace_and_is_not_fenced_then,
    nobody_fences_itself_or_a_stranger, nothing_is_proven_that_could_still_harm)
