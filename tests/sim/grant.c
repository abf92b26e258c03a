/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grant.c - a candidate asks others to refuse, hears where they are, and asks
 * the product whether it may be promoted.
 */
#include <string.h>

#include "cpg/keeper/decide_promotion.h"
#include "cpg/keeper/decide_refusal.h"
#include "tests/sim/grant.h"
#include "tests/sim/seams.h"
#include "tests/sim/world.h"

/* Nodes whose keepers are in the asking keeper's active view. */
unsigned
grant_reachable(const struct world *world, unsigned node)
{
	const struct view *view = &world->nodes[node].view;
	unsigned mask = 0;

	for (unsigned i = 0; i < world->nnodes; i++) {
		const struct sim_node *of = &world->nodes[i];

		if (of->keeper && !of->stalled && view_is_active(&of->view) &&
		    of->view.number == view->number &&
		    of->ring_seq == world->nodes[node].ring_seq)
			mask |= 1u << i;
	}
	return mask;
}

/* Asked to refuse, a node gives up every grant of its own first. */
static void
refuse(struct world *world, unsigned node, unsigned asking)
{
	struct sim_node *of = &world->nodes[node];
	const struct record *record = &of->view.ledger.record;

	if (node != asking)
		sim_promotion_on(world, node, PROMOTION_STOPPED);
	of->db.signal = 0;
	if (of->db.primary || of->db.data == 0)
		return;
	of->db.follows = SIM_NOBODY;
	of->db.asked_in_view = (uint8_t)record->view;
	of->db.asked_at_term = (uint8_t)record->term;
}

static struct candidate
report(const struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;

	return (struct candidate){
		.data = sim_data(world, node),
		.is_primary = db->primary,
		.has_grant =
		    world->nodes[node].promotion > PROMOTION_REFUSING ||
		    db->signal != 0,
		.refusing = db->follows == SIM_NOBODY,
		.position = { db->known,
		    { db->data == 0 ? 0 : 2 * (uint64_t)db->length + 2 } },
	};
}

bool
grant_ask(struct world *world, unsigned node, unsigned refusing)
{
	unsigned reachable = grant_reachable(world, node);
	struct promotion_facts facts = {
		.record = view_record(&world->nodes[node].view),
		.node = node + 1,
		.ndatabases = world->nnodes,
	};

	sim_promotion_on(world, node, PROMOTION_ASKED);
	for (unsigned i = 0; i < world->nnodes; i++)
		if (refusing >> i & 1)
			refuse(world, i, node);
	for (unsigned i = 0; i < world->nnodes; i++)
		if (reachable >> i & 1)
			facts.candidates[facts.ncandidates++] =
			    report(world, i);
	return decide_promotion(&facts).objection == PROMOTION_SAFE;
}

static unsigned
highest_term(const struct world *world, unsigned answering)
{
	unsigned highest = 0;

	for (unsigned i = 0; i < world->nnodes; i++)
		if ((answering >> i & 1) && world->nodes[i].db.known > highest)
			highest = world->nodes[i].db.known;
	return highest;
}

void
grant_record(struct world *world, unsigned node, unsigned answering,
    const struct rule *rule)
{
	struct record next = *view_record(&world->nodes[node].view);

	sim_promotion_on(world, node, PROMOTION_MAY);
	if (record_grant(&next, rule, highest_term(world, answering)))
		sim_request(world, node, &next);
	else
		sim_promotion_on(world, node, PROMOTION_REFUSED);
}

unsigned
grant_follow(const struct world *world, unsigned node)
{
	const struct sim_node *of = &world->nodes[node];
	struct refusal_facts facts = {
		.record = view_record(&of->view),
		.own_term = of->db.known,
		.asked_in_view = of->db.asked_in_view,
		.asked_at_term = of->db.asked_at_term,
	};

	switch (decide_refusal(&facts)) {
	case REFUSAL_STAYS:
		break;
	case REFUSAL_FOLLOWS:
		return facts.record->primary.node - 1;
	case REFUSAL_ENDS:
		return SIM_ANYBODY;
	}
	return of->db.follows;
}
