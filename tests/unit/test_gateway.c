/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/gateway.h"

#include "tests/unit/check.h"

static const struct gateway_rules rules = { 300, 2, 3 };

static struct moment
at(int64_t ms)
{
	return (struct moment){ 1000000 + ms };
}

/* So many pings, answered or not. */
static void
pings(struct gateway *gateway, unsigned n, bool answered)
{
	for (unsigned i = 0; i < n; i++) {
		uint16_t ping = gateway_ask(gateway, &rules, at(0));

		if (answered)
			gateway_hear(gateway, &rules, ping);
	}
}

static void
it_answers_after_some_answers_in_a_row(void)
{
	struct gateway gateway = { .answers = false };

	pings(&gateway, 1, true);
	CHECK(!gateway.answers);
	pings(&gateway, 1, true);
	CHECK(gateway.answers);
}

static void
it_is_lost_after_some_misses_in_a_row(void)
{
	struct gateway gateway = { .answers = true };

	/* A ping is missed when the next one is sent. */
	pings(&gateway, 3, false);
	CHECK(gateway.answers);
	pings(&gateway, 1, false);
	CHECK(!gateway.answers);
}

static void
a_single_loss_changes_nothing(void)
{
	struct gateway gateway = { .answers = true };

	for (unsigned i = 0; i < 10; i++) {
		pings(&gateway, 2, false);
		pings(&gateway, 1, true);
		CHECK(gateway.answers);
	}
	gateway = (struct gateway){ .answers = false };
	for (unsigned i = 0; i < 10; i++) {
		pings(&gateway, 1, true);
		pings(&gateway, 2, false);
		CHECK(!gateway.answers);
	}
}

static void
a_late_answer_is_none(void)
{
	struct gateway gateway = { .answers = false };

	for (unsigned i = 0; i < 10; i++) {
		uint16_t ping = gateway_ask(&gateway, &rules, at(0));

		gateway_hear(&gateway, &rules, (uint16_t)(ping - 1));
	}
	CHECK(!gateway.answers);
}

static void
an_answer_that_makes_the_difference_is_sought_at_once(void)
{
	struct gateway gateway = { .answers = false };
	uint16_t ping;

	CHECK(gateway_due(&gateway, &rules, at(0)) == 0);
	ping = gateway_ask(&gateway, &rules, at(0));
	CHECK(gateway_due(&gateway, &rules, at(100)) == 200);
	gateway_hear(&gateway, &rules, ping);
	CHECK(gateway_due(&gateway, &rules, at(10)) == 40);
	ping = gateway_ask(&gateway, &rules, at(50));
	gateway_hear(&gateway, &rules, ping);
	CHECK(gateway.answers);
	CHECK(gateway_due(&gateway, &rules, at(150)) == 200);
}

static void
after_a_sleep_nothing_is_known(void)
{
	struct gateway gateway = { .answers = false };

	pings(&gateway, 5, true);
	gateway_forget(&gateway);
	CHECK(!gateway.answers && gateway_due(&gateway, &rules, at(0)) == 0);
}

static void
two_nodes_that_have_enough_share_one(void)
{
	for (unsigned n = 1; n <= 8; n++)
		for (unsigned wanted = 0; wanted <= n; wanted++)
			CHECK(2 * gateway_needed(n, wanted) > n);
	CHECK(gateway_needed(3, 0) == 2 && gateway_needed(3, 3) == 3);
}

CHECK_MAIN(it_answers_after_some_answers_in_a_row,
    it_is_lost_after_some_misses_in_a_row, a_single_loss_changes_nothing,
    a_late_answer_is_none,
    an_answer_that_makes_the_difference_is_sought_at_once,
    after_a_sleep_nothing_is_known, two_nodes_that_have_enough_share_one)
