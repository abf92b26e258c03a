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
	let(world, SIM_RELOADED, 0, 0);
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

/*
 * B was primary once, by names that ask nobody, and its file still says so
 * unless starting it made them the name that nobody has.
 */
void
sim_world_remember_names(struct world *world)
{
	world->nodes[1].db.names = (struct sim_names){ .is_open = 1 };
	sim_database_start(world, 1);
}

void
sim_world_init(struct world *world, unsigned nnodes, bool with_databases)
{
	memset(world, 0, sizeof(*world));
	world->nnodes = (uint8_t)nnodes;
	world->cut = SIM_WHOLE;
	for (unsigned i = 0; i < nnodes; i++) {
		struct sim_node *node = &world->nodes[i];

		node->power = 1;
		node->db.data = with_databases;
		node->db.follows = SIM_ANYBODY;
		view_init(&node->view, i + 1, NULL);
		sim_keeper_start(world, i);
	}
	sim_reconfigure(world, 0, false);
	sim_settle(world, 0, 1000);
	if (!view_is_active(&world->nodes[0].view))
		abort();
	if (with_databases)
		promote_the_first(world);
}
