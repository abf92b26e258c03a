/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/world.h"

#include <stdlib.h>
#include <string.h>

#include "cpg/keeper/decide_names.h"
#include "tests/sim/events.h"

/* The only event of its kind that A can do now; the world must offer it. */
static void
let(struct world *world, enum sim_event_kind kind, unsigned b, unsigned c)
{
	struct sim_event event = {
		.kind = (uint8_t)kind, .b = (uint8_t)b, .c = (uint8_t)c
	};

	sim_happen(world, &event);
}

/* A, with all others as 1 of S, is promoted the way every primary is. */
static void
promote_the_first(struct world *world)
{
	unsigned all = (1u << world->nnodes) - 1;

	world->budget.grants = 1;
	let(world, SIM_GRANT, all, 1u << 4 | (all & ~1u));
	let(world, SIM_LEASE, 0, 0);
	let(world, SIM_FIND_SIGNAL, 0, 0);
	let(world, SIM_VERIFY, 0, 0);
	let(world, SIM_NAME, 0, 0);
	let(world, SIM_FORCE, 0, 0);
	let(world, SIM_PASS, 0, 0);
	for (unsigned i = 1; i < world->nnodes; i++) {
		struct sim_event follow = { .kind = SIM_FOLLOW,
			.a = (uint8_t)i };
		struct sim_event receive = { .kind = SIM_RECEIVE,
			.a = (uint8_t)i };

		sim_happen(world, &follow);
		sim_happen(world, &receive);
		world->nodes[i].db.known = 1;
		sim_happen(world, &follow);
	}
	if (world->nodes[0].view.ledger.record.nrules != 1 ||
	    !world->nodes[0].db.names.is_open)
		abort();
}

/* Unless starting it made them the name that nobody has. */
void
sim_world_remember_names(struct world *world)
{
	world->nodes[1].db.names = (struct sim_names){ .is_open = 1 };
	sim_database_start(world, 1);
}

/* One after the other; the world must offer them. */
static void
all_of(struct world *world, const struct sim_event *events, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sim_happen(world, &events[i]);
}

/* What B was told is on its way, and its keeper does not know of it. */
static void
grant_to_b(struct world *world)
{
	struct sim_event grant = { .kind = SIM_GRANT,
		.a = 1,
		.b = (uint8_t)((1u << world->nnodes) - 2),
		.c = world->nnodes == 2 ? 0 : 0x11 };
	struct sim_event events[] = {
		{ .kind = SIM_RESTART },
		grant,
		{ .kind = SIM_LEASE, .a = 1 },
		{ .kind = SIM_STOP, .a = 1 },
		{ .kind = SIM_START, .a = 1 },
		{ .kind = SIM_FOLLOW },
	};

	world->budget.grants = 1;
	world->budget.stops = 1;
	all_of(world, events, sizeof(events) / sizeof(events[0]));
	if (world->nodes[1].db.signal != 2 || world->nodes[0].db.primary)
		abort();
}

static void
let_a_stray(struct world *world)
{
	static const struct sim_event events[] = {
		{ .kind = SIM_WRITE },
		{ .kind = SIM_RESTART },
		{ .kind = SIM_GRANT, .a = 1, .b = 6, .c = 0x15 },
		{ .kind = SIM_LEASE, .a = 1 },
		{ .kind = SIM_FIND_SIGNAL, .a = 1 },
		{ .kind = SIM_WRITE, .a = 1 },
		{ .kind = SIM_VERIFY, .a = 1 },
		{ .kind = SIM_NAME, .a = 1 },
		{ .kind = SIM_FORCE, .a = 1 },
		{ .kind = SIM_FOLLOW },
		{ .kind = SIM_FOLLOW, .a = 2 },
		{ .kind = SIM_RECEIVE, .a = 2, .b = 1 },
		{ .kind = SIM_ACKNOWLEDGE, .a = 1 },
		{ .kind = SIM_PASS, .a = 1 },
		{ .kind = SIM_FOLLOW, .a = 2 },
		{ .kind = SIM_WRITE, .a = 1 },
		{ .kind = SIM_ASK, .a = 2 },
		{ .kind = SIM_HEED, .a = 0, .b = 2, .c = 1 },
	};

	world->budget.writes = 3;
	world->budget.asks = 1;
	world->budget.grants = 1;
	all_of(world, events, sizeof(events) / sizeof(events[0]));
	if (view_record(&world->nodes[1].view)->nrules != 1 ||
	    sim_is_prefix(world, 0, 1) || world->acked[0] != 2)
		abort();
}

void
sim_world_remember_refusals(struct world *world)
{
	for (unsigned i = 1; i < world->nnodes; i++)
		world->nodes[i].db.was_refusing = 1;
}

/*
 * A was primary by term 1 before there were keepers, and B had all that it
 * acknowledged; all are standbys now, and no record knows of it.
 */
static void
remember_a_life(struct world *world)
{
	for (unsigned i = 0; i < world->nnodes; i++) {
		struct sim_database *db = &world->nodes[i].db;

		db->known = 1;
		for (unsigned at = 0; at < (i < 2 ? 2u : 1u); at++)
			db->log[db->length++] = 1;
	}
	world->acked[0] = 1;
	world->acked[1] = 1;
	world->newest_term = 1;
	world->newest_data = world->nodes[0].db.data;
	world->highest = 1;
}

void
sim_world_init(
    struct world *world, unsigned nnodes, enum sim_beginning beginning)
{
	memset(world, 0, sizeof(*world));
	world->nnodes = (uint8_t)nnodes;
	world->cut = SIM_WHOLE;
	for (unsigned i = 0; i < nnodes; i++) {
		struct sim_node *node = &world->nodes[i];

		node->power = 1;
		node->db.data = beginning != SIM_KEEPERS_ONLY;
		node->db.follows = SIM_ANYBODY;
		sim_keeper_start(world, i);
	}
	sim_reconfigure(world, 0, false);
	sim_settle(world, 0, 1000);
	if (!view_is_active(&world->nodes[0].view))
		abort();
	if (beginning == SIM_KEEPERS_ONLY)
		return;
	if (beginning == SIM_WITH_LIFE)
		remember_a_life(world);
	else
		promote_the_first(world);
	world->budget.writes = 1;
	if (beginning == SIM_WITH_COMMIT)
		let(world, SIM_WRITE, 0, 0);
	if (beginning == SIM_WITH_GRANT)
		grant_to_b(world);
	if (beginning == SIM_WITH_STRAY)
		let_a_stray(world);
}
