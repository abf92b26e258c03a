/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/events.h"

#include "cpg/keeper/decide_names.h"
#include "tests/sim/grant.h"
#include "tests/sim/happen.h"
#include "tests/sim/world.h"

/* How many steps an update takes, and a new view. */
#define UPDATE_STEPS 15
#define VIEW_STEPS   40

struct list {
	const struct world *world;
	struct sim_event *events;
	size_t n;
};

static void
put(struct list *list, enum sim_event_kind kind, unsigned a, unsigned b,
    unsigned c)
{
	if (list->n < SIM_EVENTS_MAX)
		list->events[list->n++] = (struct sim_event){
			.kind = (uint8_t)kind,
			.a = (uint8_t)a,
			.b = (uint8_t)b,
			.c = (uint8_t)c,
		};
}

/*
 * The event put last, broken off after every number of steps that it may take,
 * and with every node's keeper running ahead of the others.
 */
static void
put_interrupted(struct list *list, uint8_t steps)
{
	struct sim_event event = list->events[list->n - 1];

	if (list->world->budget.interrupts == 0 || list->world->fine)
		return;
	for (event.first = 0; event.first < list->world->nnodes; event.first++)
		for (event.limit = 1; event.limit <= steps; event.limit++)
			if (list->n < SIM_EVENTS_MAX)
				list->events[list->n++] = event;
}

static void
put_update(struct list *list, enum sim_event_kind kind, unsigned a, unsigned b,
    unsigned c)
{
	put(list, kind, a, b, c);
	put_interrupted(list, UPDATE_STEPS);
}

static void
put_log(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_database *db = &world->nodes[n].db;

	if (db->primary && world->budget.writes > 0 && db->length < SIM_LOG)
		put(list, SIM_WRITE, n, 0, 0);
	for (unsigned from = 0; from < world->nnodes; from++)
		if (sim_database_may_receive(world, n, from))
			put(list, SIM_RECEIVE, n, from, 0);
	for (unsigned at = 0; db->primary && at < db->length; at++)
		if (db->log[at] >= db->reign &&
		    world->acked[at] != db->log[at] &&
		    sim_database_may_acknowledge(world, n, at))
			put(list, SIM_ACKNOWLEDGE, n, at, 0);
}

static void
put_database(struct list *list, unsigned n)
{
	const struct sim_database *db = &list->world->nodes[n].db;

	put_log(list, n);
	if (db->lags)
		put(list, SIM_RELOADED, n, 0, 0);
	if (db->signal != 0 && !db->primary && db->data != 0) {
		put(list, SIM_FIND_SIGNAL, n, 0, 0);
		if (db->known < db->signal)
			put(list, SIM_FAIL_PROMOTION, n, 0, 0);
	}
	if (db->primary)
		put(list, SIM_RESTART, n, 0, 0);
}

/* Calls back for every rule that a primary here could have. */
static void
put_rules(struct list *list, enum sim_event_kind kind, unsigned n, unsigned b)
{
	const struct world *world = list->world;

	for (unsigned s = 0; s < 1u << world->nnodes; s++) {
		unsigned size = (unsigned)__builtin_popcount(s);
		bool is_possible = !(s >> n & 1);

		for (unsigned i = 0; i < world->nnodes; i++)
			if ((s >> i & 1) && world->nodes[i].db.data == 0)
				is_possible = false;
		for (unsigned k = s != 0; is_possible && k <= size; k++)
			put_update(list, kind, n, b, k << 4 | s);
	}
}

static void
put_change(struct list *list, unsigned n)
{
	const struct sim_node *node = &list->world->nodes[n];
	const struct record *record = view_record(&node->view);

	if (sim_names_verdict(list->world, n) != NAMES_RULE || record == NULL)
		return;
	if (list->world->budget.changes > 0 &&
	    ((node->change == RULE_CHANGE_IDLE && record->nrules == 1) ||
		node->change == RULE_CHANGE_WAITING))
		put_rules(list, SIM_CHANGE, n, 0);
	if (node->change == RULE_CHANGE_IDLE &&
	    happen_is_unfinished(list->world, n))
		put(list, SIM_FOUND, n, 0, 0);
	if (node->change == RULE_CHANGE_NAMING)
		put(list, SIM_NAME, n, 0, 0);
	if (node->change == RULE_CHANGE_ENFORCING &&
	    happen_is_in_force(list->world, n))
		put(list, SIM_FORCE, n, 0, 0);
	if (node->change == RULE_CHANGE_WAITING &&
	    happen_is_past_barrier(list->world, n))
		put_update(list, SIM_PASS, n, 0, 0);
}

static void
put_grants(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];
	unsigned reachable;

	if (world->budget.grants == 0 || node->promotion != PROMOTION_IDLE ||
	    node->change != RULE_CHANGE_IDLE || node->db.data == 0 ||
	    view_record(&node->view) == NULL)
		return;
	reachable = grant_reachable(world, n);
	for (unsigned q = 1; q < 1u << world->nnodes; q++) {
		struct world trial;

		if ((q & ~reachable) != 0 || !(q >> n & 1))
			continue;
		trial = *world;
		if (grant_ask(&trial, n, q))
			put_rules(list, SIM_GRANT, n, q);
	}
}

static void
put_promotion(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	put_grants(list, n);
	if (node->promotion == PROMOTION_LEASING)
		put(list, SIM_LEASE, n, 0, 0);
	if ((node->promotion == PROMOTION_PROMOTING ||
		node->promotion == PROMOTION_VERIFYING) &&
	    node->db.primary && node->db.term == node->granted &&
	    sim_names_verdict(world, n) != NAMES_STAY)
		put(list, SIM_VERIFY, n, 0, 0);
	if (!node->db.primary && node->db.follows != SIM_ANYBODY &&
	    node->promotion == PROMOTION_IDLE &&
	    grant_follow(world, n) != node->db.follows)
		put(list, SIM_FOLLOW, n, 0, 0);
}

/* From the recorded primary, where the own log is of no use to it. */
static void
put_builds(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];
	const struct record *record = view_record(&node->view);

	if (world->budget.builds == 0 || record == NULL || node->db.primary ||
	    node->promotion != PROMOTION_IDLE)
		return;
	for (unsigned from = 0; from < world->nnodes; from++)
		if (from != n && world->nodes[from].power &&
		    world->nodes[from].db.primary &&
		    record->primary.node == from + 1 &&
		    record->term == world->nodes[from].db.term &&
		    (node->db.data == 0 || !sim_is_prefix(world, n, from)))
			put(list, SIM_BUILD, n, from, 0);
}

static void
put_messages(struct list *list, unsigned n)
{
	const struct sim_node *node = &list->world->nodes[n];

	if (node->view.is_writing)
		put(list, SIM_WRITTEN, n, 0, 0);
	if (node->nqueue > 0)
		put(list, SIM_DELIVER, n, 0, 0);
	if (node->verdict != 0)
		put(list, SIM_VERDICT, n, 0, 0);
}

static void
put_updates(struct list *list, unsigned n)
{
	if (list->world->budget.updates > 0 &&
	    view_record(&list->world->nodes[n].view) != NULL)
		put_update(list, SIM_UPDATE, n, 0, 0);
}

static void
put_keeper(struct list *list, unsigned n)
{
	const struct world *world = list->world;

	if (world->fine)
		put_messages(list, n);
	put_updates(list, n);
	put_change(list, n);
	put_promotion(list, n);
	put_builds(list, n);
}

/* What was under way when the ring changed is lost, or was there already. */
static void
put_break(struct list *list, enum sim_event_kind kind, unsigned a, unsigned b)
{
	const struct world *world = list->world;
	unsigned stalled = 0, waiting = 0;

	for (unsigned i = 0; i < world->nnodes; i++) {
		stalled |= (unsigned)(world->nodes[i].stalled != 0) << i;
		waiting |= (unsigned)(world->nodes[i].nqueue > 0) << i;
	}
	if (!world->fine) {
		put(list, kind, a, b, stalled);
		if (world->budget.updates > 0)
			put_interrupted(list, VIEW_STEPS);
		return;
	}
	for (unsigned keep = 0; keep < 1u << world->nnodes; keep++)
		if ((keep & ~waiting) == 0)
			put(list, kind, a, b, keep);
}

/* A keeper comes or goes; the ring stays. */
static void
put_keeper_event(
    struct list *list, enum sim_event_kind kind, unsigned a, unsigned b)
{
	put(list, kind, a, b, 0);
	if (list->world->budget.updates > 0)
		put_interrupted(list, VIEW_STEPS);
}

static void
put_cuts(struct list *list)
{
	const struct world *world = list->world;

	if (world->budget.cuts == 0)
		return;
	for (unsigned cut = 0; cut <= SIM_WHOLE; cut++)
		if (cut != world->cut && happen_may_be_cut(world, cut))
			put_break(list, SIM_CUT, cut, 0);
}

static void
put_ends(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	for (unsigned ok = 0; ok <= node->view.is_writing; ok++) {
		if (world->budget.crashes > 0)
			put_break(list, SIM_CRASH, n, ok);
		if (world->budget.stops > 0 && node->keeper)
			put_keeper_event(list, SIM_STOP, n, ok);
	}
}

static void
put_faults(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (!node->power) {
		put_break(list, SIM_BOOT, n, 0);
		for (unsigned what = 0; what < 3 && world->budget.wipes > 0;
		     what++)
			put(list, SIM_WIPE, n, what, 0);
		return;
	}
	put_ends(list, n);
	if (!node->keeper)
		put_keeper_event(list, SIM_START, n, 0);
	else if (node->stalled)
		put(list, SIM_RUN, n, 0, 0);
	else if (world->budget.stalls > 0 && !world->fine)
		put(list, SIM_STALL, n, 0, 0);
}

size_t
sim_events(
    const struct world *world, struct sim_event ret_events[SIM_EVENTS_MAX])
{
	struct list list = { world, ret_events, 0 };

	for (unsigned n = 0; n < world->nnodes; n++) {
		const struct sim_node *node = &world->nodes[n];

		if (node->power && !world->paused)
			put_database(&list, n);
		if (node->keeper && !node->stalled && !world->paused)
			put_keeper(&list, n);
		if (world->paused) {
			put_ends(&list, n);
			if (node->keeper && !node->stalled)
				put_updates(&list, n);
		} else
			put_faults(&list, n);
	}
	put_cuts(&list);
	return list.n;
}
