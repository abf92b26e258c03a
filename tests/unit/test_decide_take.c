/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/decide_take.h"

#include <stdlib.h>
#include <string.h>

#include "agents/vip/facts.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

/* A host that may take the address; each case spoils one thing. */
static struct facts
ready(void)
{
	struct link eth0 = { .index = 2,
		.name = "eth0",
		.up = true,
		.running = true,
		.resolves = true };

	return (struct facts){
		.target = { .text = "192.0.2.100" },
		.nnetworks = 1,
		.networks = { { .link = eth0, .prefix = 24 } },
		.wants_probe = true,
		.probe = PROBE_SILENT,
	};
}

static bool
is(const struct facts *facts, enum take_verdict verdict, enum ocf_status status,
    const char *word)
{
	struct why why = { "" };

	decide_take_tell(verdict, facts, &why);
	return decide_take(facts) == verdict &&
	       decide_take_status(verdict) == status &&
	       strstr(why.text, word) != NULL;
}

static void
a_silent_network_lets_it_be_taken(void)
{
	struct facts facts = ready();

	CHECK(is(&facts, TAKE_IT, OCF_SUCCESS, "eth0"));
}

static void
a_member_that_does_not_let_go_is_named(void)
{
	struct facts facts = ready();

	facts.probe = PROBE_ANSWERED;
	strcpy(facts.prober_mac, "52:54:00:00:00:01");
	CHECK(is(&facts, TAKE_CONFLICT, OCF_ERR_GENERIC, "another machine"));
	strcpy(facts.prober_node, "n2");
	why_set(&facts.fencing, "its fencing was asked for");
	CHECK(is(&facts, TAKE_CONFLICT, OCF_ERR_GENERIC,
	    "n2 has it, which nobody gave it, and does not let go; its "
	    "fencing was asked for"));
}

static void
the_network_is_asked_first(void)
{
	struct facts facts = ready();

	facts.probe = PROBE_NOT_ASKED;
	CHECK(decide_take(&facts) == TAKE_PROBE_FIRST);
	facts.wants_probe = false;
	CHECK(decide_take(&facts) == TAKE_IT);
	facts.wants_probe = true;
	facts.networks[0].link.resolves = false;
	CHECK(decide_take(&facts) == TAKE_IT);
}

static void
an_answer_refuses_it_naming_who_answered(void)
{
	struct facts facts = ready();

	facts.probe = PROBE_ANSWERED;
	strcpy(facts.prober_mac, "52:54:00:00:00:01");
	CHECK(is(&facts, TAKE_CONFLICT, OCF_ERR_GENERIC, "52:54:00:00:00:01"));
	CHECK(is(&facts, TAKE_CONFLICT, OCF_ERR_GENERIC, "another machine"));
	strcpy(facts.prober_nic, "eth1");
	CHECK(is(&facts, TAKE_CONFLICT, OCF_ERR_GENERIC, "own interface eth1"));
}

static void
what_is_held_well_is_not_asked_about(void)
{
	struct facts facts = ready();

	facts.probe = PROBE_NOT_ASKED;
	facts.nholders = 1;
	facts.holders[0].link = facts.networks[0].link;
	facts.holders[0].prefix = 24;
	CHECK(is(&facts, TAKE_ALREADY_HELD, OCF_SUCCESS, "eth0"));
	facts.holders[0].prefix = 25;
	CHECK(is(&facts, TAKE_HELD_WRONGLY, OCF_ERR_GENERIC, "25"));
}

static void
a_dead_link_is_a_soft_error(void)
{
	struct facts facts = ready();

	facts.networks[0].link.running = false;
	CHECK(is(&facts, TAKE_NO_CARRIER, OCF_ERR_GENERIC, "no carrier"));
	facts.networks[0].link.up = false;
	CHECK(is(&facts, TAKE_LINK_DOWN, OCF_ERR_GENERIC, "down"));
}

static void
a_host_without_a_place_for_it_is_a_hard_error(void)
{
	struct facts facts = ready();

	facts.nnetworks = 0;
	CHECK(is(&facts, TAKE_NO_NETWORK, OCF_ERR_ARGS, "no interface"));
	strcpy(facts.target.nic, "eth7");
	CHECK(is(&facts, TAKE_NO_SUCH_NIC, OCF_ERR_ARGS, "eth7"));
	facts.nic_found = true;
	CHECK(is(&facts, TAKE_NO_PREFIX, OCF_ERR_ARGS, "cidr_netmask"));
}

static void
a_label_must_fit_the_interface_that_was_found(void)
{
	struct facts facts = ready();

	strcpy(facts.target.iflabel, "0123456789");
	CHECK(decide_take(&facts) == TAKE_IT);
	strcpy(facts.target.iflabel, "0123456789a");
	CHECK(is(&facts, TAKE_LABEL_TOO_LONG, OCF_ERR_ARGS, "eth0:0123"));
}

/* The invariant: whatever the facts, an answer is never overridden, and what
 * was to be asked is never taken unasked. */
static void
no_other_fact_overrides_the_probe(void)
{
	for (unsigned seed = 0; seed < 10000; seed++) {
		struct facts facts = ready();
		struct link *link = &facts.networks[0].link;

		srandom(seed);
		link->up = random() % 4 != 0;
		link->running = random() % 4 != 0;
		facts.target.prefix = (unsigned)random() % 3 * 8;
		facts.nnetworks = (unsigned)(random() % 4 != 0);
		facts.probe =
		    random() % 2 == 0 ? PROBE_NOT_ASKED : PROBE_ANSWERED;
		CHECK(decide_take(&facts) != TAKE_IT);
	}
}

CHECK_MAIN(a_member_that_does_not_let_go_is_named,
    a_silent_network_lets_it_be_taken, the_network_is_asked_first,
    an_answer_refuses_it_naming_who_answered,
    what_is_held_well_is_not_asked_about, a_dead_link_is_a_soft_error,
    a_host_without_a_place_for_it_is_a_hard_error,
    a_label_must_fit_the_interface_that_was_found,
    no_other_fact_overrides_the_probe)
