/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/events.h"

#include <stdlib.h>

#include "cpg/keeper/decide_names.h"
#include "tests/sim/grant.h"
#include "tests/sim/happen.h"
#include "tests/sim/world.h"

/* How many steps an update takes, and a new view. */
#define UPDATE_STEPS 15
#define VIEW_STEPS   40
#define QUEUE_HIGH   (SIM_QUEUE - 14)

struct list {
	const struct world *world;
	struct sim_event *events;
	size_t n;
};

static void
put(struct list *list, enum sim_event_kind kind, unsigned a, unsigned b,
    unsigned c)
{
	if (list->n == SIM_EVENTS_MAX)
		abort(); /* a search that leaves something out is none */
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
		for (event.limit = 1; event.limit <= steps; event.limit++) {
			if (list->n == SIM_EVENTS_MAX)
				abort();
			list->events[list->n++] = event;
		}
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
		    (sim_database_may_acknowledge(world, n, at) ||
			(sim_database_may_leak(world, n) &&
			    world->leaker[at] != n + 1)))
			put(list, SIM_ACKNOWLEDGE, n, at, 0);
}

static void
put_database(struct list *list, unsigned n)
{
	const struct sim_database *db = &list->world->nodes[n].db;

	put_log(list, n);
	for (unsigned bit = 1; bit <= SIM_LEAKED_SESSIONS; bit <<= 1)
		if (db->lags & bit)
			put(list, SIM_RELOADED, n, bit, 0);
	if (db->primary && list->world->budget.leaks > 0 && !db->leaks)
		put(list, SIM_LEAK, n, 0, 0);
	if (db->building && list->world->nodes[db->building - 1].power &&
	    list->world->nodes[db->building - 1].db.data != 0)
		put(list, SIM_BUILT, n, 0, 0);
	if (db->signal != 0 && !db->primary && db->data != 0) {
		put(list, SIM_FIND_SIGNAL, n, 0, 0);
		if (db->known < db->signal)
			put(list, SIM_FAIL_PROMOTION, n, 0, 0);
	}
	/* Whoever runs gs_ctl finds that the keeper knows of no grant. */
	if (db->signal != 0 &&
	    list->world->nodes[n].promotion == PROMOTION_IDLE)
		put(list, SIM_DROP_SIGNAL, n, 0, 0);
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

static bool
is_waiting(const struct sim_node *node)
{
	return node->change == RULE_CHANGE_ENFORCING ||
	       node->change == RULE_CHANGE_WAITING;
}

static bool
has_rules_of_others(const struct record *record)
{
	const struct rule *last = record_last_rule(record);

	for (unsigned i = 0; i < record->nrules; i++)
		if (!rule_same_data(&record->rules[i].owner, &last->owner))
			return true;
	return false;
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
		is_waiting(node)))
		put_rules(list, SIM_CHANGE, n, 0);
	if (node->change == RULE_CHANGE_IDLE &&
	    happen_is_leak_new(list->world, n))
		put_update(list, SIM_SEE_LEAK, n, 0, 0);
	if (node->change == RULE_CHANGE_WAITING &&
	    happen_is_past_barrier(list->world, n))
		put_update(list, SIM_PASS, n, 0, 0);
	if (list->world->budget.reliefs > 0 && is_waiting(node) &&
	    has_rules_of_others(record))
		put_update(list, SIM_RELIEVE, n, 0, 0);
}

/* What a change needs between its updates. */
static void
put_naming(struct list *list, unsigned n)
{
	const struct sim_node *node = &list->world->nodes[n];

	if (sim_names_verdict(list->world, n) != NAMES_RULE ||
	    view_record(&node->view) == NULL)
		return;
	if (node->change == RULE_CHANGE_IDLE &&
	    !happen_is_leak_new(list->world, n) &&
	    happen_is_unfinished(list->world, n))
		put(list, SIM_FOUND, n, 0, 0);
	if (node->change == RULE_CHANGE_NAMING)
		put(list, SIM_NAME, n, 0, 0);
	if (node->change == RULE_CHANGE_ENFORCING &&
	    happen_is_in_force(list->world, n))
		put(list, SIM_FORCE, n, 0, 0);
}

static bool
may_ask(const struct world *world, unsigned n)
{
	const struct sim_node *node = &world->nodes[n];

	return world->budget.grants > 0 && node->promotion == PROMOTION_IDLE &&
	       node->change == RULE_CHANGE_IDLE && node->db.data != 0 &&
	       view_record(&node->view) != NULL;
}

static void
put_grants(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	unsigned reachable;

	if (!may_ask(world, n) || world->budget.asks > 0)
		return;
	reachable = grant_reachable(world, n);
	for (unsigned q = 1; q < 1u << world->nnodes; q++) {
		struct world trial;

		if ((q & ~reachable) != 0 || !(q >> n & 1))
			continue;
		trial = *world;
		grant_ask(&trial, n, q);
		if (grant_is_safe(&trial, n))
			put_rules(list, SIM_GRANT, n, q);
	}
}

static void
put_judgement(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (world->budget.grants > 0 && node->promotion == PROMOTION_REFUSING &&
	    view_record(&node->view) != NULL && grant_is_safe(world, n))
		put_rules(list, SIM_JUDGE, n, 0);
}

static void
put_asking(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (world->budget.asks > 0 && may_ask(world, n))
		put(list, SIM_ASK, n, 0, 0);
	for (unsigned from = 0; from < world->nnodes; from++) {
		if (grant_is_called(world, n, from)) {
			put(list, SIM_HEED, n, from, 0);
			put(list, SIM_HEED, n, from, 1);
		}
		if (node->db.calls[from] && world->nodes[from].keeper &&
		    world->nodes[from].promotion == PROMOTION_IDLE)
			put(list, SIM_OVER, n, from, 0);
	}
	if (world->budget.quits > 0 && node->promotion > PROMOTION_IDLE &&
	    node->promotion < PROMOTION_WITHDRAWING)
		put(list, SIM_GIVE_UP, n, 0, 0);
	if (node->promotion == PROMOTION_WITHDRAWING)
		put(list, SIM_WITHDRAWN, n, 0, 0);
}

static void
put_promotion(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (node->promotion == PROMOTION_LEASING)
		put(list, SIM_LEASE, n, 0, 0);
	if ((node->promotion == PROMOTION_PROMOTING ||
		node->promotion == PROMOTION_VERIFYING) &&
	    node->db.primary && node->db.term == node->granted &&
	    sim_names_verdict(world, n) != NAMES_STAY)
		put(list, SIM_VERIFY, n, 0, 0);
	if (!node->db.primary && node->db.follows != SIM_ANYBODY &&
	    node->promotion <= PROMOTION_REFUSING &&
	    grant_follow(world, n) != node->db.follows)
		put(list, SIM_FOLLOW, n, 0, 0);
}

/* From the recorded primary, where the own log is of no use to it. */
static void
put_builds(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (world->budget.builds == 0 || node->db.primary ||
	    node->db.building || node->promotion != PROMOTION_IDLE)
		return;
	for (unsigned from = 0; from < world->nnodes; from++)
		if (happen_may_build(world, n, from) &&
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

	put_naming(list, n);
	put_asking(list, n);
	put_promotion(list, n);
	put_builds(list, n);
	if (world->paused)
		return;
	if (world->fine)
		put_messages(list, n);
	put_updates(list, n);
	put_change(list, n);
	put_grants(list, n);
	put_judgement(list, n);
}

/* Corosync holds up who sends, until those behind have caught up. */
static bool
put_flow_control(struct list *list)
{
	bool is_held = false;

	for (unsigned n = 0; n < list->world->nnodes; n++)
		if (list->world->nodes[n].nqueue > QUEUE_HIGH) {
			put_messages(list, n);
			is_held = true;
		}
	return is_held;
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
	if (sim_has_unordered(world))
		put(list, kind, a, b | 2, 0);
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
		if (world->budget.failures > 0 && node->view.is_writing)
			put_keeper_event(list, SIM_FAIL_WRITE, n, ok);
	}
}

/* A member that does not get to run is said to be mute, and may be back. */
static void
put_mutes(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];
	bool is_missed = false;

	for (unsigned i = 0; i < world->nnodes; i++) {
		const struct sim_node *other = &world->nodes[i];

		is_missed |= other->keeper && (other->excluded >> n & 1);
		if (i != n && world->budget.mutes > 0 &&
		    (node->members & ~node->excluded & 1u << i) &&
		    (other->stalled || other->nqueue > 0))
			put(list, SIM_MUTE, n, i, 0);
	}
	if (is_missed && node->nqueue == 0 && !node->view.is_writing)
		put(list, SIM_SPEAK, n, 0, 0);
}

/* In a fine world a keeper freezes whenever others get to run before it. */
static void
put_freeze(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (node->keeper && node->stalled)
		put(list, SIM_RUN, n, 0, 0);
	else if (node->keeper && world->budget.stalls > 0 && !world->fine)
		put(list, SIM_STALL, n, 0, 0);
}

static void
put_faults(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (!node->power) {
		put_break(list, SIM_BOOT, n, 0);
		for (unsigned what = 0;
		     what < HAPPEN_LOSSES && world->budget.wipes > 0; what++)
			put(list, SIM_WIPE, n, what, 0);
		return;
	}
	put_ends(list, n);
	if (node->keeper && !node->stalled)
		put_mutes(list, n);
	if (!node->keeper)
		put_keeper_event(list, SIM_START, n, 0);
	put_freeze(list, n);
}

/* An update stands still: it goes on, or something breaks. */
static void
put_paused(struct list *list, unsigned n)
{
	const struct world *world = list->world;
	const struct sim_node *node = &world->nodes[n];

	if (!node->power)
		return;
	put_ends(list, n);
	put_freeze(list, n);
	if (node->keeper && !node->stalled)
		put_updates(list, n);
	if (!world->budget.lively)
		return;
	put_database(list, n);
	if (node->keeper && !node->stalled)
		put_keeper(list, n);
}

static void
put_all(struct list *list, unsigned n)
{
	const struct sim_node *node = &list->world->nodes[n];

	if (node->power)
		put_database(list, n);
	if (node->keeper && !node->stalled)
		put_keeper(list, n);
	put_faults(list, n);
}

size_t
sim_events(
    const struct world *world, struct sim_event ret_events[SIM_EVENTS_MAX])
{
	struct list list = { world, ret_events, 0 };

	if (put_flow_control(&list))
		return list.n;
	for (unsigned n = 0; n < world->nnodes; n++)
		if (world->paused)
			put_paused(&list, n);
		else
			put_all(&list, n);
	if (world->paused)
		put(&list, SIM_GO_ON, 0, 0, 0);
	put_cuts(&list);
	return list.n;
}
