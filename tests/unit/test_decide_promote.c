/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_promote.h"

#include <stdlib.h>
#include <string.h>

#include "agents/opengauss/facts.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static const char *const names[] = { "n1", "n2", "n3", "n4", "n5" };

static struct sync_rule
any(unsigned k, unsigned members)
{
	struct sync_rule rule = { .ngroups = 1 };

	rule.groups[0].k = k;
	for (unsigned i = 0; i < 5; i++)
		if (members & (1u << i))
			strcpy(
			    rule.groups[0].members[rule.groups[0].nmembers++],
			    names[i]);
	return rule;
}

static struct peer
standby(const char *name, uint64_t term, uint64_t lsn)
{
	struct peer peer = { .member = true,
		.heard = true,
		.role = ROLE_STANDBY,
		.term = term,
		.lsn = { lsn },
		.settled = true };

	strcpy(peer.name, name);
	strcpy(peer.place, "10.0.0.9:5433");
	return peer;
}

static struct peer
silent(const char *name)
{
	struct peer peer = standby(name, 0, 0);

	peer.heard = false;
	peer.role = ROLE_UNKNOWN;
	return peer;
}

/* n2, a standby of ANY 1 (n1,n2,n3); n1, the primary, died; n3 is heard. */
static struct facts
after_a_crash(void)
{
	struct facts facts = {
		.name = "n2",
		.presence = PROCESS_RUNNING,
		.answers = true,
		.server = { .role = ROLE_STANDBY, .term = 3, .lsn = { 100 } },
		.rule_given = true,
		.rule = any(1, 7),
		.asked = true,
		.npeers = 2,
	};

	facts.peers[0] = silent("");
	facts.peers[1] = standby("n3", 3, 100);
	return facts;
}

static enum promote_objection
objection(const struct facts *facts)
{
	return decide_promote(facts).objection;
}

static void
a_standby_of_a_dead_primary_may(void)
{
	struct facts facts = after_a_crash();

	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
who_is_no_standby_may_not(void)
{
	struct facts facts = after_a_crash();

	facts.server.role = ROLE_CASCADE_STANDBY;
	CHECK(objection(&facts) == PROMOTE_NOT_A_STANDBY);
	facts = after_a_crash();
	facts.answers = false;
	CHECK(objection(&facts) == PROMOTE_NOT_A_STANDBY);
}

static void
a_building_standby_may_not(void)
{
	struct facts facts = after_a_crash();

	facts.build = BUILD_RUNNING;
	CHECK(objection(&facts) == PROMOTE_BUILDING);
	facts = after_a_crash();
	facts.half_built = true;
	CHECK(objection(&facts) == PROMOTE_BUILDING);
}

static void
a_standby_that_must_be_built_may_not(void)
{
	struct facts facts = after_a_crash();

	facts.server.detail = DETAIL_WAL_SEGMENT_REMOVED;
	CHECK(objection(&facts) == PROMOTE_NEEDS_BUILD);
}

static void
a_living_primary_stops_everyone_wherever_it_is(void)
{
	struct facts facts = after_a_crash();

	facts.peers[0] = standby("n1", 3, 100);
	facts.peers[0].role = ROLE_PRIMARY;
	facts.peers[0].member = false;
	CHECK(objection(&facts) == PROMOTE_PEER_IS_PRIMARY);
	facts.server.receiving = true;
	CHECK(objection(&facts) == PROMOTE_STREAM_UP);
}

static void
a_stream_from_a_silent_primary_is_no_objection(void)
{
	struct facts facts = after_a_crash();

	facts.server.receiving = true;
	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
a_standby_ahead_stops_the_one_behind_and_is_named(void)
{
	struct facts facts = after_a_crash();
	struct promotion promotion;
	struct why why;

	facts.peers[1].lsn.bytes = 101;
	promotion = decide_promote(&facts);
	CHECK(promotion.objection == PROMOTE_PEER_IS_AHEAD);
	decide_promote_text(&facts, &promotion, &why);
	CHECK(strstr(why.text, "n3 holds later WAL") == why.text);
}

static void
a_later_term_is_ahead_whatever_the_position(void)
{
	struct facts facts = after_a_crash();

	facts.peers[1] = standby("n3", 4, 1);
	CHECK(objection(&facts) == PROMOTE_PEER_IS_AHEAD);
	facts.peers[1] = standby("n3", 2, 1000);
	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
the_old_primary_ahead_on_its_own_holds_nobody_up(void)
{
	struct facts facts = after_a_crash();

	facts.peers[0] = standby("n1", 3, 500);
	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
one_of_two_is_too_few_when_one_acknowledges(void)
{
	struct facts facts = after_a_crash();
	struct promotion promotion;
	struct why why;

	facts.peers[1] = silent("n3");
	promotion = decide_promote(&facts);
	CHECK(promotion.objection == PROMOTE_NOT_ENOUGH_HEARD);
	CHECK(promotion.heard == 1 && promotion.needed == 2);
	decide_promote_text(&facts, &promotion, &why);
	CHECK(strstr(why.text, "10.0.0.9:5433 may have been") == why.text);
}

static void
one_of_two_is_enough_when_both_acknowledge(void)
{
	struct facts facts = after_a_crash();

	facts.rule = any(2, 7);
	facts.peers[1] = silent("");
	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
a_standby_outside_the_partition_is_not_counted(void)
{
	struct facts facts = after_a_crash();

	facts.peers[1].member = false;
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
}

static void
a_building_peer_is_not_counted(void)
{
	struct facts facts = after_a_crash();

	facts.peers[1].db_state = DB_STATE_BUILDING;
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
}

static void
a_peer_that_still_replays_is_not_counted(void)
{
	struct facts facts = after_a_crash();

	facts.peers[1].lsn.bytes = 50;
	facts.peers[1].settled = false;
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
}

static void
the_lone_rest_of_a_pair_may(void)
{
	struct facts facts = after_a_crash();

	facts.npeers = 1;
	facts.rule = any(1, 3);
	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
without_acknowledgement_all_must_be_heard(void)
{
	struct facts facts = after_a_crash();

	facts.rule = (struct sync_rule){ 0 };
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
	facts.peers[0] = standby("n1", 3, 100);
	CHECK(objection(&facts) == PROMOTE_MAY);
	facts.peers[0].lsn.bytes++;
	CHECK(objection(&facts) == PROMOTE_PEER_IS_AHEAD);
}

static void
without_a_rule_only_what_is_heard_objects(void)
{
	struct facts facts = after_a_crash();

	facts.rule_given = false;
	facts.peers[1] = silent("n3");
	CHECK(objection(&facts) == PROMOTE_MAY);
	facts.peers[1] = standby("n3", 3, 101);
	facts.peers[1].member = false;
	CHECK(objection(&facts) == PROMOTE_PEER_IS_AHEAD);
}

static void
a_nameless_node_may_be_outside_of_the_rule(void)
{
	struct facts facts = after_a_crash();

	/* Four nodes, the rule names three: n1 or n4 may be the silent ones,
	 * and n4, if it was the primary, may have waited for n1 alone. */
	facts.npeers = 3;
	facts.peers[2] = silent("");
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
	strcpy(facts.peers[2].name, "n4");
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
	facts.peers[2] = standby("n4", 3, 90);
	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
two_nodes_of_one_name_count_as_none(void)
{
	struct facts facts = after_a_crash();

	facts.rule = any(1, 15);
	facts.npeers = 3;
	facts.peers[2] = standby("n3", 3, 100);
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
}

static void
one_group_of_several_is_enough(void)
{
	struct facts facts = after_a_crash();

	/* Both groups acknowledge, so either holds every commit. */
	facts.rule = any(1, 3);
	facts.rule.ngroups = 2;
	facts.rule.groups[1] = any(1, 4).groups[0];
	facts.peers[1] = silent("n3");
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
	facts.peers[1] = standby("n3", 3, 90);
	CHECK(objection(&facts) == PROMOTE_MAY);
}

static void
a_cascade_is_no_suspect_and_no_witness(void)
{
	struct facts facts = after_a_crash();

	facts.npeers = 3;
	facts.peers[2] = silent("n4");
	facts.peers[2].cascade = true;
	CHECK(objection(&facts) == PROMOTE_MAY);
	facts.peers[1].cascade = true;
	CHECK(objection(&facts) == PROMOTE_NOT_ENOUGH_HEARD);
}

/*
 * Small worlds, all of them.  Node `last` was the primary; every position up to
 * its own was possible on the others; it acknowledged what k of S without
 * itself hold.  Whoever may be promoted must hold that.
 */
struct world {
	unsigned n, last, k, members;
	unsigned lsn[3];
	unsigned heard;    /* bit i: node i answers */
	unsigned nameless; /* bit i: silent node i is not known by name */
	bool alive;        /* the last primary, if heard, still is one */
};

static unsigned
acknowledged(const struct world *world)
{
	unsigned best = 0;

	for (unsigned position = 1; position <= world->lsn[world->last];
	     position++) {
		unsigned have = 0;

		for (unsigned i = 0; i < world->n; i++)
			have += i != world->last &&
				(world->members & (1u << i)) &&
				world->lsn[i] >= position;
		if (have >= world->k)
			best = position;
	}
	return best;
}

static struct facts
seen_by(const struct world *world, unsigned self)
{
	struct facts facts = { .answers = true,
		.server = { .role = ROLE_STANDBY,
		    .term = 1,
		    .lsn = { world->lsn[self] } },
		.rule_given = true,
		.rule = any(world->k, world->k ? world->members : 0),
		.asked = true };

	strcpy(facts.name, names[self]);
	for (unsigned i = 0; i < world->n; i++) {
		struct peer *peer = &facts.peers[facts.npeers];

		if (i == self)
			continue;
		facts.npeers++;
		*peer =
		    (world->heard & (1u << i))
			? standby(names[i], 1, world->lsn[i])
			: silent((world->nameless & (1u << i)) ? "" : names[i]);
		if (peer->heard && world->alive && i == world->last)
			peer->role = ROLE_PRIMARY;
	}
	return facts;
}

static unsigned promoted, refused;

static void
judge(const struct world *world)
{
	for (unsigned self = 0; self < world->n; self++) {
		struct facts facts = seen_by(world, self);
		bool may = objection(&facts) == PROMOTE_MAY;

		promoted += may;
		refused += !may;
		CHECK(!may || world->lsn[self] >= acknowledged(world));
		CHECK(!may || !world->alive ||
		      !(world->heard & (1u << world->last)) ||
		      self == world->last);
	}
}

static void
for_all_positions(struct world *world)
{
	for (unsigned p = 0; p < 64; p++) {
		bool possible = true;

		for (unsigned i = 0; i < 3; i++)
			world->lsn[i] = 1 + ((p >> (2 * i)) & 3) % 3;
		for (unsigned i = 0; i < world->n; i++)
			possible &= world->lsn[i] <= world->lsn[world->last];
		if (possible)
			judge(world);
	}
}

static void
for_all_silences(struct world *world)
{
	unsigned all = 1u << world->n;

	for (world->heard = 0; world->heard < all; world->heard++)
		for (world->nameless = 0; world->nameless < all;
		     world->nameless++)
			for (unsigned alive = 0; alive < 2; alive++) {
				world->alive = alive;
				for_all_positions(world);
			}
}

static void
in_every_small_world_what_was_acknowledged_is_on_the_promoted_node(void)
{
	for (unsigned n = 2; n <= 3; n++)
		for (unsigned members = 0; members < 1u << n; members++)
			for (unsigned k = 0; k <= n; k++)
				for (unsigned last = 0; last < n; last++) {
					struct world world = { .n = n,
						.last = last,
						.k = k,
						.members = members };

					for_all_silences(&world);
				}
	CHECK(promoted > 1000 && refused > 1000);
}

/*
 * Histories: primaries follow each other, each promoted where the rule allows
 * it, with WAL of which the others have copied any part.  A log is a row of
 * terms; a record is known by its place and term.
 */
#define LOG_MAX 12
struct node {
	unsigned length;
	unsigned terms[LOG_MAX];
};

static unsigned
common(const struct node *a, const struct node *b)
{
	unsigned i = 0;

	while (i < a->length && i < b->length && a->terms[i] == b->terms[i])
		i++;
	return i;
}

static struct facts
heard_by(const struct node nodes[3], unsigned self, unsigned down,
    const struct sync_rule *rule)
{
	struct facts facts = { .answers = true,
		.rule_given = true,
		.rule = *rule,
		.asked = true,
		.npeers = 0 };

	strcpy(facts.name, names[self]);
	for (unsigned i = 0; i < 3; i++) {
		unsigned length = nodes[i].length;
		uint64_t term = length ? nodes[i].terms[length - 1] : 0;

		if (i == self)
			facts.server = (struct server_state){
				.role = ROLE_STANDBY,
				.term = term,
				.lsn = { length },
			};
		else
			facts.peers[facts.npeers++] =
			    (down & (1u << i))
				? silent(names[i])
				: standby(names[i], term, length);
	}
	return facts;
}

/* One reign: writes, copies to others by way of a rebuild, acknowledges. */
static void
reign(struct node nodes[3], unsigned primary, unsigned term, unsigned k,
    struct node *acked)
{
	unsigned copied[3], writes = 1 + (unsigned)random() % 2;

	for (unsigned w = 0; w < writes && nodes[primary].length < LOG_MAX; w++)
		nodes[primary].terms[nodes[primary].length++] = term;
	for (unsigned i = 0; i < 3; i++) {
		unsigned same = common(&nodes[i], &nodes[primary]);

		copied[i] = 0;
		if (i == primary || random() % 3 == 0)
			continue;
		copied[i] = same + (unsigned)random() %
				       (nodes[primary].length - same + 1);
		/* It gives up its own branch only for records of this term. */
		if (copied[i] == 0 ||
		    (copied[i] < nodes[i].length &&
			nodes[primary].terms[copied[i] - 1] != term))
			copied[i] = 0;
		else {
			nodes[i] = nodes[primary];
			nodes[i].length = copied[i];
		}
	}
	for (unsigned end = 1; end <= nodes[primary].length; end++) {
		unsigned have = 0;

		for (unsigned i = 0; i < 3; i++)
			have += i != primary && copied[i] >= end;
		if (have >= k && end > acked->length &&
		    nodes[primary].terms[end - 1] == term) {
			*acked = nodes[primary];
			acked->length = end;
		}
	}
}

static void
over_many_reigns_nothing_acknowledged_is_lost(void)
{
	unsigned reigns = 0;

	for (unsigned seed = 0; seed < 20000; seed++) {
		struct node nodes[3] = { 0 }, acked = { 0 };
		unsigned k = 1 + seed % 2;
		struct sync_rule rule = any(k, 7);

		srandom(seed);
		for (unsigned term = 1; term < 6; term++) {
			unsigned self = (unsigned)random() % 3;
			unsigned down = (unsigned)random() % 8;
			struct facts facts = heard_by(nodes, self, down, &rule);

			if (objection(&facts) != PROMOTE_MAY)
				continue;
			CHECK(common(&nodes[self], &acked) == acked.length);
			reign(nodes, self, term, k, &acked);
			reigns++;
		}
	}
	CHECK(reigns > 20000);
}

static void
a_term_is_above_all_that_were_seen_and_above_those_that_were_not(void)
{
	struct facts facts = { .npeers = 2 };

	facts.server.term = 7;
	facts.peers[1].term = 9;
	CHECK(decide_promote_term(&facts, 0) == 10);
	facts.shown_term = 12;
	CHECK(decide_promote_term(&facts, 5) == 13);
	/* Another promotion, of which nobody here knows, was at 1000. */
	CHECK(decide_promote_term(&facts, 1001) == 1001);
	facts.server.term = 5000;
	CHECK(decide_promote_term(&facts, 1001) == 5001);
}

CHECK_MAIN(a_term_is_above_all_that_were_seen_and_above_those_that_were_not,
    a_standby_of_a_dead_primary_may, who_is_no_standby_may_not,
    a_building_standby_may_not, a_standby_that_must_be_built_may_not,
    a_living_primary_stops_everyone_wherever_it_is,
    a_stream_from_a_silent_primary_is_no_objection,
    a_standby_ahead_stops_the_one_behind_and_is_named,
    a_later_term_is_ahead_whatever_the_position,
    the_old_primary_ahead_on_its_own_holds_nobody_up,
    one_of_two_is_too_few_when_one_acknowledges,
    one_of_two_is_enough_when_both_acknowledge,
    a_standby_outside_the_partition_is_not_counted,
    a_building_peer_is_not_counted, a_peer_that_still_replays_is_not_counted,
    the_lone_rest_of_a_pair_may, without_acknowledgement_all_must_be_heard,
    without_a_rule_only_what_is_heard_objects,
    a_nameless_node_may_be_outside_of_the_rule,
    two_nodes_of_one_name_count_as_none, one_group_of_several_is_enough,
    a_cascade_is_no_suspect_and_no_witness,
    in_every_small_world_what_was_acknowledged_is_on_the_promoted_node,
    over_many_reigns_nothing_acknowledged_is_lost)
