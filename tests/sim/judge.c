/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge.c - what must never happen (design S1 to S3), seen from above.
 *
 * The judge knows every disk and every acknowledgement; nothing in the product
 * does, and nothing of what is remembered here flows back.
 */
#include <stddef.h>

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

void
judge_acknowledgement(struct world *world, unsigned node, unsigned at)
{
	const struct sim_database *db = &world->nodes[node].db;

	if (world->acked[at] != 0)
		sim_violated("S2: two primaries acknowledged different commits "
			     "at one position");
	world->acked[at] = db->log[at];
	if (world->newest_term > db->term &&
	    world->nodes[world->newest_node].db.data != 0 &&
	    !has_commit(world, world->newest_node, at))
		sim_violated("S2: an old primary acknowledged a commit that "
			     "the newer one lacks");
}

void
judge_promotion(struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;

	if (db->term <= world->newest_term)
		return;
	world->newest_term = db->term;
	world->newest_node = (uint8_t)node;
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
judge_grant(struct world *world, unsigned node)
{
	uint8_t *owner = &world->owners[world->nodes[node].granted & 15];

	if (*owner != 0 && !world->wiped)
		sim_violated("S3: one term was granted twice");
	*owner = (uint8_t)(node + 1);
	if (!view_is_active(&world->nodes[node].view))
		sim_violated("S3: a grant without an active view");
}

void
judge_update(struct world *world, unsigned node)
{
	const struct record *record = &world->nodes[node].view.ledger.record;

	world->done |= (uint8_t)record->vip_holder;
	if (world->done_view < record->view)
		world->done_view = record->view;
}

/*
 * A node that was frozen may hear late that an older view is active; nothing
 * can be done in that one any more.  With two nodes, the lost disk may be the
 * only one that acted last.
 */
void
judge_view(struct world *world, unsigned node)
{
	const struct record *record = &world->nodes[node].view.ledger.record;
	unsigned mask = 0;

	if ((record->vip_holder & world->done) != world->done &&
	    record->view >= world->done_view &&
	    !(world->wiped && world->nnodes == 2))
		sim_violated("record: a view is active without an update that "
			     "was done");
	if (record->view <= world->lineage_view)
		return;
	for (unsigned i = 0; i < record->nmembers; i++)
		mask |= 1u << (record->members[i] - 1);
	world->lineage = (uint8_t)mask;
	world->lineage_view = record->view;
}
