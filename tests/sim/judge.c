/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge.c - what must never happen (design S1 to S3), seen from above.
 *
 * The judge knows every disk and every acknowledgement; nothing in the product
 * does, and nothing of what is remembered here flows back.
 *
 * S1 speaks of commits acknowledged while every rule asks at least one
 * standby.  More is asked here: what a primary acknowledged by a rule that asks
 * nobody must not be lost either, as long as that node keeps its disk.
 */
#include <stddef.h>

#include "cpg/keeper/decide_names.h"
#include "tests/sim/happen.h"
#include "tests/sim/seams.h"
#include "tests/sim/world.h"

const char *sim_violation;

void
sim_violated(const char *sentence)
{
	if (sim_violation == NULL)
		sim_violation = sentence;
}

static bool
has_commit(const struct world *world, unsigned node, unsigned at)
{
	const struct sim_database *db = &world->nodes[node].db;

	return at < db->length && db->log[at] == world->acked[at];
}

static bool
has_every_commit(const struct world *world, unsigned node)
{
	for (unsigned i = 0; i < SIM_LOG; i++)
		if (world->acked[i] != 0 && !has_commit(world, node, i))
			return false;
	return true;
}

/* An older grant may turn into a primary late: it must acknowledge nothing. */
static bool
is_newest_grant(const struct world *world, uint64_t term)
{
	for (unsigned i = 0; i < world->nnodes; i++)
		if (world->nodes[i].view.ledger.record.term > term)
			return false;
	return true;
}

static bool
asks_nobody(const struct sim_database *db)
{
	return db->names.k == 0 || (db->lags & SIM_OLD_SESSIONS);
}

/*
 * Another was promoted by a later term, its data is still what it was, and this
 * node was not granted a term after that one.
 */
static bool
is_overtaken(const struct world *world, unsigned node)
{
	return world->newest_term > world->nodes[node].db.term &&
	       world->nodes[world->newest_node].db.data == world->newest_data &&
	       !(world->highest_node == node &&
		   world->highest > world->newest_term);
}

static void
promise(struct world *world, unsigned node, unsigned at, bool alone)
{
	const struct sim_database *db = &world->nodes[node].db;

	if (world->acked[at] != 0)
		sim_violated("S2: two primaries acknowledged different commits "
			     "at one position");
	world->acked[at] = db->log[at];
	world->alone[at] = alone ? (uint8_t)(node + 1) : 0;
	if (is_overtaken(world, node) &&
	    !has_commit(world, world->newest_node, at))
		sim_violated("S2: an old primary acknowledged a commit that "
			     "the newer one lacks");
}

/* Nobody can answer for a leak before the record tells of it. */
void
judge_acknowledgement(struct world *world, unsigned node, unsigned at)
{
	const struct sim_database *db = &world->nodes[node].db;
	bool is_asked = sim_database_may_acknowledge(world, node, at);

	if (is_asked || (world->told >> node & 1)) {
		promise(world, node, at, !is_asked || asks_nobody(db));
		return;
	}
	world->leaked[at] = db->log[at];
	world->leaker[at] = (uint8_t)(node + 1);
}

static void
promise_leaked(struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;

	for (unsigned i = 0; i < SIM_LOG; i++) {
		if (world->leaker[i] != node + 1)
			continue;
		if (world->acked[i] != world->leaked[i] && i < db->length &&
		    db->log[i] == world->leaked[i])
			promise(world, node, i, true);
		world->leaked[i] = 0;
		world->leaker[i] = 0;
	}
}

/* From now on nobody but this node may be promoted: what leaked is safe. */
void
judge_told(struct world *world, unsigned node)
{
	world->told |= (uint8_t)(1u << node);
	promise_leaked(world, node);
}

void
judge_mended(struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;

	if (sim_names_verdict(world, node) != NAMES_RULE || db->leaks ||
	    db->lags || happen_is_unfinished(world, node))
		return;
	promise_leaked(world, node);
	world->told &= (uint8_t) ~(1u << node);
}

void
judge_promotion(struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;

	if (db->term > world->highest)
		sim_violated("S3: promoted by a term that was not granted");
	if (db->term <= world->newest_term)
		return;
	world->newest_term = db->term;
	world->newest_node = (uint8_t)node;
	world->newest_data = db->data;
	if (is_newest_grant(world, db->term) && !has_every_commit(world, node))
		sim_violated("S1: promoted without an acknowledged commit");
}

void
judge_opening(struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;

	if (db->term == world->newest_term && !has_every_commit(world, node))
		sim_violated("S1: a primary without an acknowledged commit may "
			     "acknowledge");
}

void
judge_telling(struct world *world, unsigned node)
{
	if (!view_is_active(&world->nodes[node].view))
		sim_violated("S3: a database is promoted without an active "
			     "view");
}

/* Of two nodes, the lost disk may be the only one that knew of the last. */
static bool
may_forget(const struct world *world)
{
	return world->wiped && world->nnodes == 2;
}

void
judge_grant(struct world *world, unsigned node)
{
	uint8_t granted = world->nodes[node].granted;

	if (granted <= world->highest && !may_forget(world))
		sim_violated("S3: a term was granted that was seen before");
	if (world->highest < granted) {
		world->highest = granted;
		world->highest_node = (uint8_t)node;
	}
	if (!view_is_active(&world->nodes[node].view))
		sim_violated("S3: a grant without an active view");
}

void
judge_update(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];
	const struct record *record = &of->view.ledger.record;

	if ((record->vip_holder & of->wanted) != of->wanted)
		sim_violated("record: an update that was told done is not on "
			     "the disk");
	of->wanted = 0;
	world->done |= (uint8_t)record->vip_holder;
	if (world->done_view < record->view)
		world->done_view = record->view;
}

/*
 * A node that was frozen may hear late that an older view is active; nothing
 * can be done in that one any more.
 */
void
judge_view(struct world *world, unsigned node)
{
	const struct sim_node *of = &world->nodes[node];
	const struct record *record = &of->view.ledger.record;
	unsigned mask = 0;

	if ((record->vip_holder & world->done) != world->done &&
	    record->view >= world->done_view && !may_forget(world))
		sim_violated("record: a view is active without an update that "
			     "was done");
	if (record->view <= world->lineage_view ||
	    of->view.group.ring.seq != of->ring_seq)
		return;
	for (unsigned i = 0; i < record->nmembers; i++)
		mask |= 1u << (record->members[i] - 1);
	world->lineage = (uint8_t)mask;
	world->lineage_view = record->view;
}

static bool
asked_nobody(const struct record *record, unsigned node)
{
	for (unsigned i = 0; i < record->nrules; i++)
		if (record->rules[i].owner.node == node + 1 &&
		    record->rules[i].ngroups == 0)
			return true;
	return false;
}

static bool
is_known_elsewhere(const struct world *world, unsigned node)
{
	for (unsigned i = 0; i < world->nnodes; i++)
		if (i != node &&
		    asked_nobody(&world->nodes[i].view.ledger.record, node))
			return true;
	return false;
}

static bool
is_elsewhere(const struct world *world, unsigned node, unsigned at)
{
	for (unsigned i = 0; i < world->nnodes; i++)
		if (i != node && has_commit(world, i, at))
			return true;
	return false;
}

/*
 * What S1 excepts: the rule asked nobody, and the one node that it counted on
 * loses its disk; or loses the file that alone said so.
 */
static bool
is_excepted(
    const struct world *world, unsigned node, unsigned at, unsigned what)
{
	const struct record *record = &world->nodes[node].view.ledger.record;

	if (seam_left_out == SIM_NO_EXCEPTION)
		return false;
	if (what == HAPPEN_RECORD_LOST)
		return world->alone[at] == node + 1 &&
		       !is_known_elsewhere(world, node);
	return world->alone[at] == node + 1 ||
	       (asked_nobody(record, node) && !is_elsewhere(world, node, at));
}

void
judge_loss(struct world *world, unsigned node, unsigned what)
{
	unsigned other = 1 - node;

	world->wiped = 1;
	for (unsigned i = 0; i < SIM_LOG; i++)
		if (world->acked[i] != 0 && is_excepted(world, node, i, what))
			world->acked[i] = 0;
	/* Of two nodes, nobody else needs to know of its promotion. */
	if (what == HAPPEN_DATA_LOST || world->nnodes != 2 ||
	    world->newest_node != node)
		return;
	world->newest_node = (uint8_t)other;
	world->newest_term = world->nodes[other].db.term;
	world->newest_data = world->nodes[other].db.data;
}

void
judge_copies(const struct world *world)
{
	for (unsigned i = 0; i < SIM_LOG; i++)
		if (world->acked[i] != 0 && !is_elsewhere(world, SIM_NODES, i))
			sim_violated("S1: no disk has an acknowledged commit");
}
