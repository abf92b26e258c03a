/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_address.h"

#include <string.h>

#include "tests/unit/check.h"

static struct address_other others[2];

/* Two others that are with us, and have nothing. */
static struct address_facts
free_address(void)
{
	others[0] = (struct address_other){ .name = "n2", .is_member = true };
	others[1] = (struct address_other){ .name = "n3", .is_member = true };
	return (struct address_facts){
		.is_active = true,
		.has_lease = true,
		.all_told = true,
		.nothers = 2,
		.others = others,
	};
}

static enum address_verdict
decide(const struct address_facts *facts)
{
	const struct address_other *other;

	return decide_address(facts, &other);
}

static void
what_nobody_has_is_free(void)
{
	struct address_facts facts = free_address();

	CHECK(decide(&facts) == ADDRESS_FREE);
	facts.nothers = 0;
	CHECK(decide(&facts) == ADDRESS_FREE);
}

static void
without_a_view_or_a_lease_or_everybody_s_word_it_is_not_taken(void)
{
	struct address_facts facts = free_address();

	facts.is_active = false;
	CHECK(decide(&facts) == ADDRESS_NO_VIEW);
	facts = free_address();
	facts.has_lease = false;
	CHECK(decide(&facts) == ADDRESS_NO_LEASE);
	facts = free_address();
	facts.all_told = false;
	CHECK(decide(&facts) == ADDRESS_NOT_TOLD);
}

/* Its end forgets what the node holds. */
static void
while_addresses_are_taken_away_here_none_is_taken(void)
{
	struct address_facts facts = free_address();

	facts.is_dropping = true;
	CHECK(decide(&facts) == ADDRESS_DROPPING);
	facts.has_lease = false;
	CHECK(decide(&facts) == ADDRESS_NO_LEASE);
}

static void
a_node_that_was_fenced_takes_none(void)
{
	struct address_facts facts = free_address();

	facts.is_fenced = true;
	CHECK(decide(&facts) == ADDRESS_FENCED_HERE);
}

static void
a_member_that_says_it_has_it_is_waited_for_whatever_its_lease(void)
{
	struct address_facts facts = free_address();
	const struct address_other *other;

	others[1].holds = true;
	CHECK(decide_address(&facts, &other) == ADDRESS_ELSEWHERE);
	CHECK(other == &others[1]);
	others[1].is_fenced = true;
	CHECK(decide(&facts) == ADDRESS_ELSEWHERE);
}

static void
a_member_with_a_lease_that_has_it_not_is_not_waited_for(void)
{
	struct address_facts facts = free_address();

	others[0].left_ms = 4000;
	CHECK(decide(&facts) == ADDRESS_FREE);
}

static void
who_is_gone_may_have_it_while_it_may_have_a_lease(void)
{
	struct address_facts facts = free_address();
	const struct address_other *other;

	others[0].is_member = false;
	others[0].left_ms = 1;
	CHECK(decide_address(&facts, &other) == ADDRESS_AWAITS_LEASE);
	CHECK(other == &others[0]);
	others[0].left_ms = 0;
	others[0].holds = true; /* said before it was gone */
	CHECK(decide(&facts) == ADDRESS_FREE);
	others[0].left_ms = 1;
	others[0].is_fenced = true;
	CHECK(decide(&facts) == ADDRESS_FREE);
}

static void
every_verdict_has_a_sentence_that_names_the_node(void)
{
	struct address_facts facts = free_address();
	struct why why;

	(void)facts;
	for (int verdict = ADDRESS_FENCED_HERE; verdict <= ADDRESS_FREE;
	     verdict++) {
		why.text[0] = '\0';
		decide_address_why(
		    (enum address_verdict)verdict, &others[0], &why);
		CHECK(strlen(why.text) > 10);
		if (verdict == ADDRESS_ELSEWHERE ||
		    verdict == ADDRESS_AWAITS_LEASE)
			CHECK(strstr(why.text, "n2") != NULL);
	}
}

/* Whatever is known: free only with a lease of this node's, and when nobody
 * says that it has it, and nobody who is away may still have a lease. */
static void
it_is_never_free_while_another_can_have_it(void)
{
	for (unsigned bits = 0; bits < 2048; bits++) {
		struct address_facts facts = free_address();
		bool elsewhere = false;

		facts.is_fenced = bits & 1;
		facts.is_active = bits & 2;
		facts.has_lease = bits & 4;
		facts.all_told = bits & 8;
		facts.is_dropping = bits & 1024;
		for (unsigned i = 0; i < 2; i++) {
			unsigned of = bits >> (4 + 3 * i);

			others[i].is_member = of & 1;
			others[i].holds = of & 2;
			others[i].left_ms = of & 4 ? 100 : 0;
			elsewhere |= others[i].is_member
					 ? others[i].holds
					 : others[i].left_ms > 0;
		}
		CHECK((decide(&facts) == ADDRESS_FREE) ==
		      (!facts.is_fenced && facts.is_active && facts.has_lease &&
			  facts.all_told && !facts.is_dropping && !elsewhere));
	}
}

CHECK_MAIN(what_nobody_has_is_free,
    without_a_view_or_a_lease_or_everybody_s_word_it_is_not_taken,
    while_addresses_are_taken_away_here_none_is_taken,
    a_node_that_was_fenced_takes_none,
    a_member_that_says_it_has_it_is_waited_for_whatever_its_lease,
    a_member_with_a_lease_that_has_it_not_is_not_waited_for,
    who_is_gone_may_have_it_while_it_may_have_a_lease,
    every_verdict_has_a_sentence_that_names_the_node,
    it_is_never_free_while_another_can_have_it)
