/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/decide_health.h"

#include <string.h>

#include "agents/vip/facts.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

/* The address is where it should be; each case spoils one thing. */
static struct facts
healthy(void)
{
	struct link eth0 = { .index = 2,
		.name = "eth0",
		.up = true,
		.running = true,
		.resolves = true };

	return (struct facts){
		.target = { .text = "192.0.2.100" },
		.nholders = 1,
		.holders = { { .link = eth0, .prefix = 24 } },
		.nnetworks = 1,
		.networks = { { .link = eth0, .prefix = 24 } },
	};
}

static bool
is(const struct facts *facts, enum health_verdict verdict,
    enum ocf_status status, const char *word)
{
	struct why why = { "" };

	decide_health_tell(verdict, facts, &why);
	return decide_health(facts) == verdict &&
	       decide_health_status(verdict) == status &&
	       strstr(why.text, word) != NULL;
}

static void
an_address_in_its_place_is_good(void)
{
	struct facts facts = healthy();

	CHECK(is(&facts, HEALTH_GOOD, OCF_SUCCESS, "192.0.2.100/24"));
}

static void
an_absent_address_is_not_running(void)
{
	struct facts facts = healthy();

	facts.nholders = 0;
	CHECK(is(&facts, HEALTH_ABSENT, OCF_NOT_RUNNING, "192.0.2.100"));
}

static void
an_address_on_another_interface_is_named(void)
{
	struct facts facts = healthy();

	facts.holders[0].link.index = 3;
	memcpy(facts.holders[0].link.name, "eth1", 5);
	CHECK(is(&facts, HEALTH_ELSEWHERE, OCF_ERR_GENERIC, "on eth1"));
	CHECK(is(&facts, HEALTH_ELSEWHERE, OCF_ERR_GENERIC, "on eth0"));
	memcpy(facts.target.nic, "eth7", 5);
	CHECK(is(&facts, HEALTH_ELSEWHERE, OCF_ERR_GENERIC, "eth7"));
}

static void
an_address_that_is_here_twice_is_once_too_often(void)
{
	struct facts facts = healthy();

	facts.nholders = 2;
	facts.holders[1] = facts.holders[0];
	facts.holders[1].link.index = 3;
	memcpy(facts.holders[1].link.name, "eth1", 5);
	CHECK(is(&facts, HEALTH_ELSEWHERE, OCF_ERR_GENERIC, "on eth1"));
	facts.holders[1] = facts.holders[0];
	facts.holders[1].prefix = 32;
	CHECK(is(&facts, HEALTH_WRONG_PREFIX, OCF_ERR_GENERIC, "32"));
}

static void
a_wrong_prefix_is_told_with_both_lengths(void)
{
	struct facts facts = healthy();

	facts.holders[0].prefix = 25;
	CHECK(is(&facts, HEALTH_WRONG_PREFIX, OCF_ERR_GENERIC, "25"));
	CHECK(is(&facts, HEALTH_WRONG_PREFIX, OCF_ERR_GENERIC, "of 24"));
	facts.target.prefix = 25;
	CHECK(decide_health(&facts) == HEALTH_GOOD);
}

static void
a_link_that_carries_nothing_is_a_failure(void)
{
	struct facts facts = healthy();

	facts.holders[0].link.running = false;
	CHECK(is(&facts, HEALTH_NO_CARRIER, OCF_ERR_GENERIC, "eth0"));
	facts.holders[0].link.up = false;
	CHECK(is(&facts, HEALTH_LINK_DOWN, OCF_ERR_GENERIC, "eth0"));
}

static void
an_address_that_the_kernel_holds_back_is_a_failure(void)
{
	struct facts facts = healthy();

	facts.holders[0].tentative = true;
	CHECK(is(&facts, HEALTH_TENTATIVE, OCF_ERR_GENERIC, "not usable"));
	facts.holders[0].dad_failed = true;
	CHECK(is(&facts, HEALTH_DAD_FAILED, OCF_ERR_GENERIC, "another"));
}

static void
without_a_network_the_place_where_it_is_must_do(void)
{
	struct facts facts = healthy();

	facts.nnetworks = 0;
	CHECK(decide_health(&facts) == HEALTH_GOOD);
	facts.target.prefix = 25;
	CHECK(decide_health(&facts) == HEALTH_WRONG_PREFIX);
}

CHECK_MAIN(an_address_in_its_place_is_good, an_absent_address_is_not_running,
    an_address_on_another_interface_is_named,
    an_address_that_is_here_twice_is_once_too_often,
    a_wrong_prefix_is_told_with_both_lengths,
    a_link_that_carries_nothing_is_a_failure,
    an_address_that_the_kernel_holds_back_is_a_failure,
    without_a_network_the_place_where_it_is_must_do)
