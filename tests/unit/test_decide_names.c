/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_names.h"

#include <string.h>

#include "tests/unit/check.h"

static struct record record;

static struct rule
rule_of(unsigned k, uint32_t a, uint32_t b)
{
	struct rule rule = { .owner = { 1, { 10 } }, .ngroups = k > 0 };

	rule.groups[0].k = k;
	if (a != 0)
		rule_group_add(&rule.groups[0], (struct member){ a, { a } });
	if (b != 0)
		rule_group_add(&rule.groups[0], (struct member){ b, { b } });
	return rule;
}

static void
record_rules(const struct rule *old, const struct rule *new)
{
	memset(&record, 0, sizeof(record));
	record_grant(&record, old, 6);
	record_add_rule(&record, new);
}

static void
only_the_primary_of_the_newest_grant_has_names(void)
{
	struct rule rule = rule_of(1, 2, 3);
	struct names_facts facts = { .record = &record,
		.data = { 1, { 10 } },
		.is_primary = true,
		.own_term = 7 };

	record_rules(&rule, &rule);
	CHECK(decide_names(&facts) == NAMES_RULE);
	facts.own_term = 6;
	CHECK(decide_names(&facts) == NAMES_CLOSED);
	facts.own_term = 7;
	facts.is_primary = false;
	CHECK(decide_names(&facts) == NAMES_CLOSED);
	facts.is_primary = true;
	facts.data.incarnation.id = 11;
	CHECK(decide_names(&facts) == NAMES_CLOSED);
	facts.record = NULL;
	CHECK(decide_names(&facts) == NAMES_STAY);
}

static void
every_sender_of_both_lists_must_have_obeyed(void)
{
	struct rule old = rule_of(1, 2, 0), new = rule_of(1, 3, 0);
	struct force_facts facts = { .reload = { 100 },
		.nsenders = 3,
		.senders = { { 2, { 2 }, { 100 } }, { 3, { 3 }, { 100 } },
		    { 4, { 4 }, { 1 } } } };

	record_rules(&old, &new);
	CHECK(decide_names_in_force(&record, &facts));
	facts.senders[0].flushed.bytes = 99;
	CHECK(!decide_names_in_force(&record, &facts));
	facts.senders[0].flushed.bytes = 100;
	facts.senders[1].flushed.bytes = 99;
	CHECK(!decide_names_in_force(&record, &facts));
	facts.reload.bytes = 0;
	CHECK(!decide_names_in_force(&record, &facts));
}

static void
who_waited_for_nobody_must_be_seen_to_wait(void)
{
	struct rule old = rule_of(0, 0, 0), new = rule_of(1, 3, 0);
	struct force_facts facts = { .reload = { 100 }, .probe_waited = true };

	record_rules(&old, &new);
	CHECK(decide_names_in_force(&record, &facts));
	facts.is_statement_old = true;
	CHECK(!decide_names_in_force(&record, &facts));
	facts.is_statement_old = false;
	facts.probe_waited = false;
	CHECK(!decide_names_in_force(&record, &facts));
	record_rules(&new, &old);
	CHECK(decide_names_in_force(&record, &facts));
}

static void
what_only_a_probe_can_tell_is_probed_again(void)
{
	struct rule old = rule_of(0, 0, 0), new = rule_of(1, 3, 0);
	struct force_facts facts = { .reload = { 100 },
		.nsenders = 1,
		.senders = { { 3, { 3 }, { 100 } } } };

	record_rules(&old, &new);
	CHECK(decide_names_must_probe_again(&record, &facts));
	facts.is_statement_old = true;
	CHECK(!decide_names_must_probe_again(&record, &facts));
	facts.is_statement_old = false;
	facts.senders[0].flushed.bytes = 99;
	CHECK(!decide_names_must_probe_again(&record, &facts));
	facts.senders[0].flushed.bytes = 100;
	facts.probe_waited = true;
	CHECK(!decide_names_must_probe_again(&record, &facts));
	facts.probe_waited = false;
	record_rules(&new, &new);
	CHECK(!decide_names_must_probe_again(&record, &facts));
}

static void
the_barrier_needs_k_of_the_same_data(void)
{
	struct rule rule = rule_of(2, 2, 3);
	struct sender_fact senders[] = { { 2, { 2 }, { 100 } },
		{ 3, { 3 }, { 100 } } };
	struct lsn lsn = { 100 };

	CHECK(decide_names_barrier(&rule, lsn, senders, 2));
	senders[1].flushed.bytes = 99;
	CHECK(!decide_names_barrier(&rule, lsn, senders, 2));
	rule.groups[0].k = 1;
	CHECK(decide_names_barrier(&rule, lsn, senders, 2));
	senders[0].incarnation.id = 9;
	CHECK(!decide_names_barrier(&rule, lsn, senders, 2));
	rule.ngroups = 0;
	CHECK(decide_names_barrier(&rule, lsn, senders, 0));
	CHECK(!decide_names_barrier(&rule, (struct lsn){ 0 }, senders, 0));
}

CHECK_MAIN(only_the_primary_of_the_newest_grant_has_names,
    every_sender_of_both_lists_must_have_obeyed,
    who_waited_for_nobody_must_be_seen_to_wait,
    what_only_a_probe_can_tell_is_probed_again,
    the_barrier_needs_k_of_the_same_data)
