/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/facts.h"

#include <string.h>

#include "tests/unit/check.h"

static struct facts facts;
static struct vote_facts filled;

static struct moment
at(int64_t ms)
{
	return (struct moment){ 1000000 + ms };
}

/* Nodes 10 and 20; this is 20, alone, and its keeper knows of both. */
static void
begin(void)
{
	memset(&facts, 0, sizeof(facts));
	facts.config.nnodes = 2;
	facts.config.self = 20;
	facts.config.nodes[0].id = 10;
	facts.config.nodes[1].id = 20;
	facts.setting.needed = 1;
	facts.setting.decision_ms = 500;
	facts.has_corosync = true;
	facts.ring = (struct ring){ 20, 44 };
	facts.members = 2;
	facts.has_standing = true;
	facts.asked = at(0);
	facts.answered = at(20);
	facts.standing = (struct standing){ .ring = { 20, 44 },
		.view = 7,
		.nmembers = 2,
		.members = { 10, 20 },
		.is_complete = true,
		.lease_ms = 6000,
		.nechoes = 1,
		.echoes = { { 10, 1000, 500 } } };
}

static void
fill(int64_t ms)
{
	facts_fill(&facts, at(ms), &filled);
}

static void
nodes_become_places(void)
{
	begin();
	fill(100);
	CHECK(filled.nnodes == 2 && filled.self == 1 && filled.ring == 2);
	CHECK(filled.standing.members == 3 && filled.standing.is_known);
	CHECK(filled.objection == NULL);
}

static void
echoes_are_taken_on_the_safe_side(void)
{
	begin();
	fill(100);
	CHECK(filled.standing.heard.ms == at(-1000).ms);
	CHECK(filled.standing.sent.ms == at(20 - 500).ms);
	/* Of whom nothing is said, anything may be so. */
	facts.standing.nechoes = 0;
	fill(100);
	CHECK(filled.standing.heard.ms == at(100 - 6000).ms);
	CHECK(filled.standing.sent.ms == at(100).ms);
}

static void
what_an_administrator_said_counts_for_this_life(void)
{
	begin();
	facts.life = 5;
	facts.standing.occasion =
	    (struct standing_occasion){ 5, { 20, 44 }, 7, 3 };
	facts.standing.noff = 1;
	facts.standing.off[0] = 10;
	fill(100);
	CHECK(filled.off.nodes == 1 && filled.off.view == 7);
	CHECK(filled.off.turn == 3);
	CHECK(ring_equal(filled.off.ring, filled.ring_id));
	facts.life = 6;
	fill(100);
	CHECK(filled.off.nodes == 0);
}

static void
a_word_of_another_ring_is_none(void)
{
	begin();
	facts.standing.ring.seq = 40;
	fill(100);
	CHECK(!filled.standing.is_known);
	begin();
	fill(5000);
	CHECK(!filled.standing.is_known);
	begin();
	facts.has_standing = false;
	fill(100);
	CHECK(!filled.standing.is_known);
}

static void
a_member_is_there_when_it_spoke_of_this_ring(void)
{
	struct sight_peer *peer = &facts.sight.peers[0];

	begin();
	facts.members = 3;
	peer->has_said = true;
	peer->said_at = at(0);
	peer->said.ring = facts.ring;
	peer->said.has_gateway = true;
	peer->said.members.n = 1;
	peer->said.members.ids[0] = 20;
	fill(100);
	CHECK(filled.reports[0].is_there && filled.reports[0].has_gateway);
	CHECK(filled.reports[0].members == 2);
	fill(SIGHT_WORD_MS);
	CHECK(!filled.reports[0].is_there);
	peer->said.ring.seq = 40;
	fill(100);
	CHECK(!filled.reports[0].is_there);
}

static void
a_yield_counts_for_this_view_or_a_later_one(void)
{
	begin();
	facts.sight.peers[0].yields = 6;
	fill(100);
	CHECK(filled.yielded == 0);
	facts.sight.peers[0].yields = 7;
	fill(100);
	CHECK(filled.yielded == 1);
}

static void
a_relay_that_is_required_must_have_worked(void)
{
	begin();
	facts.setting.relay = SETTING_RELAY_NEEDED;
	fill(100);
	CHECK(filled.lacks_relay && filled.objection == NULL);
	facts.sight.peers[0].relay_worked = true;
	fill(100);
	CHECK(!filled.lacks_relay);
	/* Of who is here nothing need be remembered. */
	facts.sight.peers[0].relay_worked = false;
	facts.members = 3;
	fill(100);
	CHECK(!filled.lacks_relay);
}

static void
enough_gateways_must_answer(void)
{
	begin();
	fill(100);
	CHECK(!filled.has_gateway);
	facts.ngateways = 1;
	fill(100);
	CHECK(filled.has_gateway);
	facts.setting.needed = 0;
	fill(100);
	CHECK(!filled.has_gateway);
}

static void
the_relays_state_has_a_word(void)
{
	begin();
	facts.members = 3;
	facts.setting.relay = SETTING_RELAY_ON;
	CHECK(strcmp(facts_relay(&facts, at(0)), "does not relay") == 0);
	sight_hear(&facts.sight, 0, SIGHT_RELAYED, at(0));
	CHECK(strcmp(facts_relay(&facts, at(0)), "works one way") == 0);
	facts.members = 2;
	CHECK(strcmp(facts_relay(&facts, at(0)), "not tried") == 0);
	facts.setting.relay = SETTING_RELAY_OFF;
	CHECK(strcmp(facts_relay(&facts, at(0)), "off") == 0);
}

CHECK_MAIN(nodes_become_places, echoes_are_taken_on_the_safe_side,
    a_word_of_another_ring_is_none,
    what_an_administrator_said_counts_for_this_life,
    a_member_is_there_when_it_spoke_of_this_ring,
    a_yield_counts_for_this_view_or_a_later_one,
    a_relay_that_is_required_must_have_worked, enough_gateways_must_answer,
    the_relays_state_has_a_word)
