/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grant.c - a candidate asks others to refuse, hears where they are, and asks
 * the product whether it may be promoted.
 */
#include "tests/sim/grant.h"

#include <string.h>

#include "cpg/keeper/decide_promotion.h"
#include "tests/sim/seams.h"
#include "tests/sim/world.h"

static bool
is_heard_by(const struct world *world, unsigned node, unsigned asking)
{
	const struct sim_node *of = &world->nodes[node],
			      *by = &world->nodes[asking];

	return of->keeper && !of->stalled && of->view.phase == VIEW_ACTIVE &&
	       of->view.number == by->view.number &&
	       of->ring_seq == by->ring_seq;
}

unsigned
grant_reachable(const struct world *world, unsigned node)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < world->nnodes; i++)
		if (is_heard_by(world, i, node))
			mask |= 1u << i;
	return mask;
}

void
grant_call(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];
	const struct record *record = view_record(&of->view);

	sim_promotion_on(world, node, PROMOTION_ASKED);
	of->call_view = (uint8_t)record->view;
	of->call_term = (uint8_t)record->term;
}

bool
grant_is_called(const struct world *world, unsigned node, unsigned candidate)
{
	const struct sim_node *by = &world->nodes[candidate];

	return by->promotion == PROMOTION_REFUSING &&
	       by->call_view == (uint8_t)by->view.number &&
	       !by->board[node].is_heard && is_heard_by(world, node, candidate);
}

/* The stream is cut; what is no standby has none. */
static void
refuse(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;

	if (db->primary || db->data == 0)
		return;
	db->follows = SIM_NOBODY;
	db->was_refusing = seam_left_out == SIM_NO_PRESENT_REFUSAL;
	sim_database_disconnect(world, node);
}

static void
remember_call(struct world *world, unsigned node, unsigned candidate)
{
	struct sim_database *db = &world->nodes[node].db;
	const struct sim_node *by = &world->nodes[candidate];

	if (db->call_view != by->call_view)
		memset(db->calls, 0, sizeof(db->calls));
	db->call_view = by->call_view;
	db->calls[candidate] = (uint8_t)(by->call_term + 1);
}

/* What became of a grant, the keeper may not know that came after it. */
static bool
may_have_grant(const struct world *world, unsigned node)
{
	const struct sim_node *of = &world->nodes[node];
	const struct record *record = view_last_record(&of->view);
	struct member data = sim_data(world, node);

	if (of->promotion > PROMOTION_REFUSING)
		return true;
	return seam_left_out != SIM_NO_GRANT_BEFORE &&
	       of->known_term != record->term &&
	       decide_promotion_is_untaken(record, &data, of->db.known);
}

static struct sim_report
report(const struct world *world, unsigned node, bool has_refused)
{
	const struct sim_node *of = &world->nodes[node];
	const struct sim_database *db = &of->db;

	return (struct sim_report){
		.is_heard = 1,
		.data = db->data,
		.length = db->length,
		.known = db->known,
		.is_primary = db->primary,
		.has_grant = may_have_grant(world, node),
		.is_refusing =
		    !db->primary && (has_refused || db->was_refusing),
		.is_building = db->building != 0,
	};
}

/* Asked to refuse, a node gives up every grant of its own first. */
void
grant_heed(
    struct world *world, unsigned node, unsigned candidate, bool can_refuse)
{
	struct sim_node *of = &world->nodes[node];

	remember_call(world, node, candidate);
	if (node != candidate && of->promotion > PROMOTION_RECORDING)
		sim_promotion_on(world, node, PROMOTION_STOPPED);
	if (can_refuse)
		refuse(world, node);
	world->nodes[candidate].board[node] = report(world, node, can_refuse);
}

static struct candidate
candidate_of(const struct sim_report *report, unsigned node, unsigned candidate)
{
	struct candidate of = {
		.data = { node + 1, { report->data } },
		.is_primary = report->is_primary,
		.has_grant = node != candidate && report->has_grant,
		.refusing = report->is_refusing,
		.building = report->is_building,
		.position = { report->known,
		    { report->data == 0 ? 0
					: 2 * (uint64_t)report->length + 2 } },
	};

	if (seam_left_out == SIM_NO_PRIMARY_STOPPED)
		of.is_primary = false;
	if (seam_left_out == SIM_NO_GRANT_ENDED)
		of.has_grant = false;
	return of;
}

static void
gather(const struct world *world, unsigned node, struct promotion_facts *facts)
{
	const struct sim_node *of = &world->nodes[node];

	memset(facts, 0, sizeof(*facts));
	facts->record = view_record(&of->view);
	facts->node = node + 1;
	facts->is_outdated = facts->record != NULL &&
			     seam_left_out != SIM_NO_ASKING_AGAIN &&
			     !decide_refusal_is_held(
				 facts->record, of->call_view, of->call_term);
	facts->ndatabases = world->nnodes;
	if (seam_left_out == SIM_NO_FIRST_OF_ALL)
		facts->ndatabases = 1;
	for (unsigned i = 0; i < world->nnodes; i++)
		if (of->board[i].is_heard)
			facts->candidates[facts->ncandidates++] =
			    candidate_of(&of->board[i], i, node);
}

bool
grant_is_safe(const struct world *world, unsigned node)
{
	struct promotion_facts facts;

	gather(world, node, &facts);
	return decide_promotion(&facts).objection == PROMOTION_SAFE;
}

static unsigned
highest_term(const struct world *world, unsigned node)
{
	const struct sim_report *board = world->nodes[node].board;
	unsigned highest = 0;

	for (unsigned i = 0; i < world->nnodes; i++)
		if (board[i].is_heard && board[i].known > highest)
			highest = board[i].known;
	return seam_left_out == SIM_NO_TERM_SEEN ? 0 : highest;
}

void
grant_record(struct world *world, unsigned node, const struct rule *rule)
{
	struct record next = *view_record(&world->nodes[node].view);
	unsigned seen = highest_term(world, node);

	sim_promotion_on(world, node, PROMOTION_MAY);
	if (!record_grant(&next, rule, seen)) {
		sim_promotion_on(world, node, PROMOTION_REFUSED);
		return;
	}
	world->nodes[node].known_term = (uint8_t)next.term;
	if (seam_left_out == SIM_NO_RECORD_FIRST)
		world->nodes[node].granted = (uint8_t)next.term;
	sim_request(world, node, &next);
}

void
grant_forget(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];
	uint64_t term = view_last_record(&of->view)->term;

	if (of->keeper && of->known_term < term)
		of->known_term = (uint8_t)term;
}

void
grant_ask(struct world *world, unsigned node, unsigned refusing)
{
	unsigned reachable = grant_reachable(world, node);

	grant_call(world, node);
	for (unsigned i = 0; i < world->nnodes; i++)
		if (reachable >> i & 1)
			grant_heed(world, i, node, refusing >> i & 1);
}

void
grant_over(struct world *world, unsigned node, unsigned candidate)
{
	world->nodes[node].db.calls[candidate] = 0;
}

enum refusal_verdict
grant_refusal(const struct world *world, unsigned node)
{
	const struct sim_node *of = &world->nodes[node];
	struct refusal_facts facts = {
		.record = view_record(&of->view),
		.own_term = of->db.known,
	};

	for (unsigned i = 0; i < world->nnodes && facts.record != NULL; i++)
		if (of->db.calls[i] == facts.record->term + 1 &&
		    of->db.call_view == facts.record->view) {
			facts.asked_in_view = facts.record->view;
			facts.asked_at_term = facts.record->term;
		}
	return decide_refusal(&facts);
}

unsigned
grant_follow(const struct world *world, unsigned node)
{
	const struct sim_node *of = &world->nodes[node];

	switch (grant_refusal(world, node)) {
	case REFUSAL_STAYS:
		break;
	case REFUSAL_FOLLOWS:
		return view_record(&of->view)->primary.node - 1;
	case REFUSAL_ENDS:
		return SIM_ANYBODY;
	}
	return of->db.follows;
}
