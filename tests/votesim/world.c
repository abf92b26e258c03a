/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/votesim/world.h"

#include <stdio.h>
#include <string.h>

#define BIT(i) (UINT32_C(1) << (i))

struct rules rules = { .relay = RELAY_BOTH, .restarts = true };

static unsigned
count(uint32_t set)
{
	return (unsigned)__builtin_popcount(set);
}

static bool
is_up(const struct world *world, unsigned i)
{
	return world->nodes[i].power == POWER_UP;
}

static bool
direct(const struct world *world, unsigned from, unsigned to)
{
	return world->links[from] >> to & 1;
}

static bool
relayed(const struct world *world, unsigned from, unsigned to)
{
	bool way = rules.relay == RELAY_BOTH ||
		   (rules.relay == RELAY_ONE_WAY && from < to);

	return way && (world->gateway >> from & 1) &&
	       (world->gateway >> to & 1);
}

/* Do words of one reach the other? */
static bool
reaches(const struct world *world, unsigned from, unsigned to)
{
	return is_up(world, from) && is_up(world, to) &&
	       (direct(world, from, to) || relayed(world, from, to));
}

static bool
gives_life(const struct world *world, unsigned from, unsigned to)
{
	if (reaches(world, from, to))
		return true;
	return rules.frozen_answer &&
	       world->nodes[from].power == POWER_FROZEN &&
	       direct(world, from, to) && direct(world, to, from);
}

static bool
are_joined(const struct world *world, unsigned i, unsigned j)
{
	return is_up(world, i) && is_up(world, j) && direct(world, i, j) &&
	       direct(world, j, i);
}

static bool
is_same_ring(const struct world *world, unsigned i, unsigned j)
{
	return world->nodes[i].power != POWER_OFF &&
	       world->nodes[j].power != POWER_OFF &&
	       world->nodes[i].ring_id == world->nodes[j].ring_id;
}

/* Leases are renewed all the time where they can be. */
static void
touch(struct world *world)
{
	for (unsigned i = 0; i < world->n; i++)
		for (unsigned j = 0; j < world->n; j++) {
			struct node *node = &world->nodes[i];

			if (i == j || !are_joined(world, i, j) ||
			    !is_same_ring(world, i, j))
				continue;
			node->echo[j] = world->now;
			if (node->is_active)
				node->heard[j] = world->now;
		}
}

static uint32_t
all(const struct world *world)
{
	return BIT(world->n) - 1;
}

static void
fill_standing(
    const struct world *world, unsigned i, struct vote_standing *standing)
{
	const struct node *node = &world->nodes[i];
	uint32_t missing = all(world) & ~node->ring;

	*standing = (struct vote_standing){
		.is_known = true,
		.view = node->view,
		.members = node->members,
		.nmembers = count(node->members),
		.is_complete = node->is_complete,
		.is_active = node->is_active,
		.heard = world->now,
		.sent = { BEGUN_MS - 100 * TICK_MS },
		.lease_ms = LEASE_MS,
		.rank = { node->view, 0, node->is_primary, i + 1 },
	};
	for (unsigned j = 0; j < world->n; j++) {
		if (!(missing >> j & 1))
			continue;
		if (node->members >> j & 1)
			standing->heard =
			    moment_earlier(standing->heard, node->heard[j]);
		if (node->echo[j].ms > standing->sent.ms)
			standing->sent = node->echo[j];
	}
}

static void
fill_facts(const struct world *world, unsigned i, struct vote_facts *facts)
{
	const struct node *node = &world->nodes[i];
	uint32_t missing = all(world) & ~node->ring;

	memset(facts, 0, sizeof(*facts));
	facts->now = world->now;
	facts->has_corosync = true;
	facts->nnodes = world->n;
	facts->self = i;
	facts->ring = node->ring;
	facts->ring_id = (struct ring){ 1, node->ring_id };
	facts->off = node->off;
	facts->has_gateway = world->gateway >> i & 1;
	facts->lacks_relay = rules.must_relay && rules.relay == RELAY_NONE;
	fill_standing(world, i, &facts->standing);
	for (unsigned j = 0; j < world->n; j++) {
		const struct node *other = &world->nodes[j];

		if (missing >> j & 1) {
			if (gives_life(world, j, i))
				facts->hears |= BIT(j);
			if (reaches(world, j, i))
				facts->ranks[j] =
				    (struct vote_rank){ other->view, 0,
					    other->is_primary, j + 1 };
			if (node->heard_yield[j] >= node->view &&
			    node->heard_yield[j] != 0)
				facts->yielded |= BIT(j);
		} else if (j != i && is_same_ring(world, i, j) &&
			   reaches(world, j, i) &&
			   other->report_ring == other->ring_id) {
			facts->reports[j] = other->report;
		}
	}
}

static void
hear_words(struct world *world, unsigned i)
{
	struct node *node = &world->nodes[i];

	for (unsigned j = 0; j < world->n; j++) {
		if (node->ring >> j & 1)
			node->heard_yield[j] = 0;
		else if (reaches(world, j, i) &&
			 world->nodes[j].says > node->heard_yield[j])
			node->heard_yield[j] = world->nodes[j].says;
	}
}

static bool
is_tie(enum vote_reason reason)
{
	return reason == VOTE_SILENCE || reason == VOTE_YIELDED ||
	       reason == VOTE_SAID_OFF || reason == VOTE_LATCHED;
}

/* The keeper remembers for its ring that it may act. */
static void
decide(struct world *world, unsigned i, bool has_corosync)
{
	struct node *node = &world->nodes[i];
	struct vote_facts facts;
	struct vote_verdict verdict;

	hear_words(world, i);
	fill_facts(world, i, &facts);
	facts.has_corosync = has_corosync;
	if (!has_corosync) {
		facts.ring = 0;
		facts.standing.is_known = false;
	}
	verdict = decide_vote(&node->state, &facts);
	node->cast = verdict.cast;
	node->reason = verdict.reason;
	if (verdict.cast && verdict.may_act) {
		node->may_act = true;
		node->is_tie = is_tie(verdict.reason);
	}
	node->says = verdict.yields;
	if (node->says > node->said)
		node->said = node->says;
	node->report = verdict.report;
	node->report_ring = node->ring_id;
}

/* Who holds a vote looks all the time, as long as it runs. */
static void
keep_looking(struct world *world)
{
	for (unsigned i = 0; i < world->n; i++)
		if (is_up(world, i) &&
		    (rules.prompt || world->nodes[i].state.is_holding))
			decide(world, i, true);
}

/* Corosync's and the keeper's quorum; a vote counts when it may be acted on. */
static bool
is_quorate(const struct world *world, unsigned i)
{
	const struct node *node = &world->nodes[i];
	unsigned votes = count(node->ring) + (node->may_act ? 1 : 0);

	return votes >= (world->n + 1) / 2 + 1;
}

/* A lone half has the lease of itself, others that of a majority. */
static bool
is_leased(const struct world *world, unsigned i)
{
	const struct node *node = &world->nodes[i];
	unsigned n = 1;

	for (unsigned j = 0; j < world->n; j++)
		if (j != i && (node->ring >> j & 1) &&
		    moment_between_ms(node->echo[j], world->now) < LEASE_MS)
			n++;
	return 2 * n > world->n || n == count(node->ring);
}

bool
world_is_acting(const struct world *world, unsigned i)
{
	return is_up(world, i) && world->nodes[i].is_active &&
	       is_quorate(world, i) && is_leased(world, i);
}

/* No member of its ring has gone on to another. */
static bool
is_current(const struct world *world, unsigned i)
{
	for (unsigned j = 0; j < world->n; j++)
		if ((world->nodes[i].ring >> j & 1) &&
		    !is_same_ring(world, i, j))
			return false;
	return true;
}

/*
 * Who has not noticed that others of its ring went on acts until its lease
 * ends, and decides nothing, since they do not answer.  A half must wait for
 * that; a majority waits in the keepers' own rules, which are not played here.
 */
static bool
excludes(const struct world *world, unsigned i, unsigned j)
{
	uint32_t ring = world->nodes[i].ring;

	if ((ring & world->nodes[j].ring) == 0)
		return true;
	return world->nodes[i].is_tie && is_current(world, i) &&
	       !(ring >> j & 1);
}

static void
note_actors(struct world *world)
{
	for (unsigned i = 0; i < world->n; i++)
		if (world_is_acting(world, i) && is_current(world, i)) {
			world->last = world->nodes[i].ring;
			if (count(world->last) == 1)
				world->nodes[i].is_primary = true;
		}
}

const char *
world_judge(struct world *world)
{
	for (unsigned i = 0; i < world->n; i++) {
		if (!world_is_acting(world, i))
			continue;
		for (unsigned j = 0; j < world->n; j++)
			if (j != i && world_is_acting(world, j) &&
			    !is_same_ring(world, i, j) && excludes(world, i, j))
				return "two partitions act";
		if (is_current(world, i) &&
		    (world->nodes[i].ring & world->last) == 0)
			return "a partition acts that was not in the one that "
			       "acted last";
	}
	note_actors(world);
	return NULL;
}

void
world_begin(struct world *world, unsigned n, unsigned budget)
{
	memset(world, 0, sizeof(*world));
	world->n = n;
	world->now.ms = BEGUN_MS;
	world->gateway = all(world);
	world->last = all(world);
	world->budget = budget;
	world->next_ring = 2;
	for (unsigned i = 0; i < n; i++) {
		struct node *node = &world->nodes[i];

		node->power = POWER_UP;
		node->ring = all(world);
		node->ring_id = 1;
		node->view = node->promise = 1;
		node->is_stored = true;
		node->members = all(world);
		node->is_complete = node->is_active = true;
		node->is_primary = i == 0;
		world->links[i] = all(world) & ~BIT(i);
	}
	touch(world);
	for (unsigned i = 0; i < n; i++)
		decide(world, i, true);
}

/* What may happen. */

static void
add(struct event events[], unsigned *n, enum event_kind kind, unsigned a,
    unsigned b)
{
	events[(*n)++] = (struct event){ kind, a, b };
}

static void
add_faults(const struct world *world, struct event events[], unsigned *n)
{
	for (unsigned i = 0; i < world->n; i++) {
		for (unsigned j = 0; j < world->n; j++) {
			if (i == j)
				continue;
			add(events, n, EVENT_LINK, i, j);
			if (i < j && direct(world, i, j) == direct(world, j, i))
				add(events, n, EVENT_CABLE, i, j);
		}
		add(events, n, EVENT_GATEWAY, i, 0);
		if (world->nodes[i].power != POWER_OFF)
			add(events, n, EVENT_POWER_OFF, i, 0);
		if (!is_up(world, i))
			continue;
		add(events, n, EVENT_FREEZE, i, 0);
		if (!rules.restarts)
			continue;
		add(events, n, EVENT_RESTART, i, 0);
		add(events, n, EVENT_RESTART, i, 1);
		add(events, n, EVENT_KEEPER, i, 0);
		add(events, n, EVENT_COROSYNC, i, 0);
	}
	for (uint32_t set = 1; world->n > 2 && set < all(world); set += 2)
		if (count(set) == world->n / 2)
			add(events, n, EVENT_SPLIT, set, 0);
	if (world->gateway == all(world) || world->gateway == 0)
		add(events, n, EVENT_GATEWAYS, 0, 0);
}

static bool
is_clique(const struct world *world, uint32_t set)
{
	for (unsigned i = 0; i < world->n; i++) {
		if (!(set >> i & 1))
			continue;
		if (!is_up(world, i))
			return false;
		for (unsigned j = 0; j < world->n; j++)
			if (i != j && (set >> j & 1) &&
			    !are_joined(world, i, j))
				return false;
	}
	return true;
}

/* Nobody could be added. */
static bool
is_maximal(const struct world *world, uint32_t set)
{
	for (unsigned i = 0; i < world->n; i++)
		if (!(set >> i & 1) && is_clique(world, set | BIT(i)))
			return false;
	return true;
}

static bool
is_one_ring(const struct world *world, uint32_t set)
{
	int first = __builtin_ctz(set);

	for (unsigned i = 0; i < world->n; i++)
		if ((set >> i & 1) &&
		    (world->nodes[i].ring != set ||
			!is_same_ring(world, i, (unsigned)first)))
			return false;
	return true;
}

/* Has somebody of its ring gone, as far as corosync can tell? */
static bool
misses_somebody(const struct world *world, unsigned i)
{
	const struct node *node = &world->nodes[i];

	for (unsigned j = 0; j < world->n; j++)
		if (j != i && (node->ring >> j & 1) &&
		    (!are_joined(world, i, j) || !is_same_ring(world, i, j)))
			return true;
	return false;
}

static void
add_rings(const struct world *world, struct event events[], unsigned *n)
{
	for (uint32_t set = 1; set <= all(world); set++) {
		unsigned first = (unsigned)__builtin_ctz(set);

		if (!is_clique(world, set) || is_one_ring(world, set))
			continue;
		if (count(set) == 1 ? misses_somebody(world, first)
				    : is_maximal(world, set))
			add(events, n, EVENT_RING, set, 0);
	}
}

static uint64_t
ring_view(const struct world *world, unsigned i)
{
	uint64_t highest = 0;

	for (unsigned j = 0; j < world->n; j++)
		if (is_same_ring(world, i, j) &&
		    world->nodes[j].promise > highest)
			highest = world->nodes[j].promise;
	return highest;
}

static bool
are_all_joined(const struct world *world, unsigned i)
{
	const struct node *node = &world->nodes[i];

	for (unsigned j = 0; j < world->n; j++)
		if (j != i && (node->ring >> j & 1) &&
		    (!are_joined(world, i, j) || !is_same_ring(world, i, j)))
			return false;
	return true;
}

static bool
have_all_stored(const struct world *world, unsigned i)
{
	for (unsigned j = 0; j < world->n; j++)
		if ((world->nodes[i].ring >> j & 1) &&
		    !world->nodes[j].is_stored)
			return false;
	return true;
}

static void
add_views(const struct world *world, struct event events[], unsigned *n)
{
	for (unsigned i = 0; i < world->n; i++) {
		const struct node *node = &world->nodes[i];

		if (!is_up(world, i) || node->is_active ||
		    !is_quorate(world, i) || !are_all_joined(world, i))
			continue;
		if (!node->is_stored)
			add(events, n, EVENT_INSTALL, i, 0);
		else if (have_all_stored(world, i))
			add(events, n, EVENT_HEAR, i, 0);
	}
}

/* Since less than a lease after the other last heard it in a view. */
static bool
is_off_since(const struct world *world, unsigned to, unsigned of)
{
	return moment_between_ms(world->nodes[to].heard[of],
		   world->nodes[of].off_at) <= LEASE_MS;
}

/* Would an administrator say so of that node, to this one? */
static bool
would_say(const struct world *world, unsigned to, unsigned of)
{
	if (rules.word == WORD_FALSE)
		return true;
	return world->nodes[of].power == POWER_OFF &&
	       (rules.word == WORD_OFF_NOW || is_off_since(world, to, of));
}

static struct vote_off
word_now(const struct world *world, unsigned i)
{
	const struct node *node = &world->nodes[i];

	return (struct vote_off){ all(world) & ~node->ring,
		{ 1, node->ring_id }, node->view, node->state.turn };
}

static bool
is_said_already(const struct world *world, unsigned i)
{
	struct vote_off word = word_now(world, i);
	const struct vote_off *said = &world->nodes[i].off;

	return said->nodes == word.nodes && said->ring.seq == word.ring.seq &&
	       said->view == word.view && said->turn == word.turn;
}

/* As the product lets it be said: by what this node last decided. */
static bool
may_be_said(const struct world *world, unsigned i)
{
	const struct node *node = &world->nodes[i];
	struct vote_verdict verdict = { .cast = node->cast,
		.reason = node->reason };
	struct vote_facts facts;
	enum standing_off off;
	bool helps = false;

	if (rules.word == WORD_NONE || is_said_already(world, i))
		return false;
	fill_facts(world, i, &facts);
	for (unsigned j = 0; j < world->n; j++) {
		if (node->ring >> j & 1)
			continue;
		if (!would_say(world, i, j))
			return false;
		off = decide_off(&facts, &verdict, j);
		if (off == STANDING_OFF_MAY_BE_SAID)
			helps = true;
		else if (off != STANDING_OFF_NOT_IN_VIEW)
			return false;
	}
	return helps;
}

unsigned
world_events(const struct world *world, struct event events[])
{
	unsigned n = 0;

	if (world->budget > 0)
		add_faults(world, events, &n);
	for (unsigned i = 0; i < world->n; i++) {
		if (world->nodes[i].power == POWER_OFF)
			add(events, &n, EVENT_BOOT, i, 0);
		if (world->nodes[i].power == POWER_FROZEN)
			add(events, &n, EVENT_THAW, i, 0);
		if (!is_up(world, i))
			continue;
		if (may_be_said(world, i))
			add(events, &n, EVENT_SAY, i, 0);
		if (!rules.prompt)
			add(events, &n, EVENT_DECIDE, i, 0);
		for (unsigned j = 0; rules.late_words && j < world->n; j++)
			if (world->nodes[j].said >
				world->nodes[i].heard_yield[j] &&
			    !(world->nodes[i].ring >> j & 1))
				add(events, &n, EVENT_LATE, j, i);
	}
	add_rings(world, events, &n);
	add_views(world, events, &n);
	add(events, &n, EVENT_TICK, 0, 0);
	return n;
}

/* Its happening. */

static void
forget_daemon(struct node *node)
{
	memset(&node->state, 0, sizeof(node->state));
	memset(node->heard_yield, 0, sizeof(node->heard_yield));
	memset(&node->report, 0, sizeof(node->report));
	memset(&node->off, 0, sizeof(node->off));
	node->cast = false;
	node->reason = VOTE_NO_COROSYNC;
	node->says = 0;
	node->report_ring = 0;
}

/* It counts from its own start what it may have sent. */
static void
forget_keeper(struct world *world, struct node *node)
{
	node->is_complete = node->members != 0 && count(node->members) == 1;
	node->is_active = node->is_stored = false;
	node->may_act = node->is_tie = false;
	memset(&node->off, 0, sizeof(node->off));
	for (unsigned j = 0; j < world->n; j++) {
		node->echo[j] = world->now;
		node->heard[j].ms = BEGUN_MS - 100 * TICK_MS;
	}
}

static void
enter_ring(struct world *world, unsigned i, uint32_t ring, uint32_t id)
{
	struct node *node = &world->nodes[i];

	node->ring = ring;
	node->ring_id = id;
	node->is_active = node->is_stored = false;
	node->cast = node->may_act = node->is_tie = false;
	node->report_ring = 0;
}

/* The group of keepers changes: its view is over. */
static void
regroup(struct world *world, unsigned i)
{
	for (unsigned j = 0; j < world->n; j++)
		if (is_same_ring(world, i, j)) {
			world->nodes[j].is_active = false;
			world->nodes[j].is_stored = false;
		}
}

static void
boot(struct world *world, unsigned i)
{
	struct node *node = &world->nodes[i];

	node->power = POWER_UP;
	forget_daemon(node);
	forget_keeper(world, node);
	node->is_primary = false;
	enter_ring(world, i, BIT(i), world->next_ring++);
}

static void
power_off(struct world *world, unsigned i)
{
	struct node *node = &world->nodes[i];

	node->power = POWER_OFF;
	node->off_at = world->now;
	forget_daemon(node);
	forget_keeper(world, node);
	node->is_primary = false;
	node->ring = BIT(i);
	node->ring_id = 0;
}

static void
form_ring(struct world *world, uint32_t set)
{
	uint32_t id = world->next_ring++;
	bool has_primary = false;

	for (unsigned i = 0; i < world->n; i++)
		if (set >> i & 1) {
			enter_ring(world, i, set, id);
			if (has_primary)
				world->nodes[i].is_primary = false;
			has_primary |= world->nodes[i].is_primary;
		}
}

/* The first to write the view has all promise it. */
static void
install(struct world *world, unsigned i)
{
	struct node *node = &world->nodes[i];
	uint64_t number = ring_view(world, i);
	bool is_first = true;

	for (unsigned j = 0; j < world->n; j++)
		if (is_same_ring(world, i, j) && world->nodes[j].is_stored)
			is_first = false;
	if (is_first)
		number++;
	for (unsigned j = 0; j < world->n; j++)
		if (is_same_ring(world, i, j))
			world->nodes[j].promise = number;
	node->view = number;
	node->members = node->ring;
	node->is_stored = true;
	node->is_complete = count(node->ring) == 1;
}

static void
thaw(struct world *world, unsigned i)
{
	struct node *node = &world->nodes[i];

	node->power = POWER_UP;
	if (rules.clock_stops)
		node->state.last = world->now;
}

static void
tick(struct world *world)
{
	for (unsigned i = 0; i < world->n; i++)
		if (rules.clock_stops &&
		    world->nodes[i].power == POWER_FROZEN) {
			struct node *node = &world->nodes[i];

			node->state.act_at =
			    moment_after(node->state.act_at, TICK_MS);
			for (unsigned j = 0; j < world->n; j++) {
				node->echo[j] =
				    moment_after(node->echo[j], TICK_MS);
				node->heard[j] =
				    moment_after(node->heard[j], TICK_MS);
			}
		}
	world->now = moment_after(world->now, TICK_MS);
	/* Who runs looked all the while. */
	for (unsigned i = 0; i < world->n; i++)
		if (is_up(world, i))
			world->nodes[i].state.last = world->now;
	touch(world);
}

/* Cut, or healed where it was. */
static void
split(struct world *world, uint32_t set)
{
	unsigned first = (unsigned)__builtin_ctz(set);
	bool was_cut = (world->links[first] & ~set) == 0;

	for (unsigned i = 0; i < world->n; i++) {
		uint32_t others = (set >> i & 1) ? all(world) & ~set : set;

		if (was_cut)
			world->links[i] |= others;
		else
			world->links[i] &= ~others;
	}
}

static void
happen_to_links(struct world *world, const struct event *event)
{
	switch ((int)event->kind) {
	case EVENT_CABLE:
		world->links[event->b] ^= BIT(event->a);
		world->links[event->a] ^= BIT(event->b);
		break;
	case EVENT_LINK:
		world->links[event->a] ^= BIT(event->b);
		break;
	case EVENT_SPLIT:
		split(world, event->a);
		break;
	case EVENT_GATEWAY:
		world->gateway ^= BIT(event->a);
		break;
	case EVENT_GATEWAYS:
		world->gateway ^= all(world);
		break;
	default:
		break;
	}
}

static void
happen_to_node(struct world *world, const struct event *event)
{
	struct node *node = &world->nodes[event->a];

	switch ((int)event->kind) {
	case EVENT_POWER_OFF:
		power_off(world, event->a);
		break;
	case EVENT_FREEZE:
		node->power = POWER_FROZEN;
		break;
	case EVENT_RESTART:
		forget_daemon(node);
		if (event->b != 0)
			decide(world, event->a, false);
		break;
	case EVENT_KEEPER:
		forget_keeper(world, node);
		regroup(world, event->a);
		break;
	case EVENT_COROSYNC:
		enter_ring(world, event->a, BIT(event->a), world->next_ring++);
		decide(world, event->a, false);
		break;
	case EVENT_BOOT:
		boot(world, event->a);
		break;
	case EVENT_THAW:
		thaw(world, event->a);
		break;
	case EVENT_INSTALL:
		install(world, event->a);
		break;
	case EVENT_HEAR:
		node->is_active = node->is_complete = true;
		break;
	case EVENT_SAY:
		node->off = word_now(world, event->a);
		break;
	case EVENT_DECIDE:
		decide(world, event->a, true);
		break;
	default:
		break;
	}
}

void
world_happen(struct world *world, const struct event *event)
{
	if (event->kind < EVENT_FIRST_FREE)
		world->budget--;
	touch(world);
	happen_to_links(world, event);
	if (event->kind == EVENT_RING)
		form_ring(world, event->a);
	else if (event->kind == EVENT_LATE)
		world->nodes[event->b].heard_yield[event->a] =
		    world->nodes[event->a].said;
	else if (event->kind == EVENT_TICK)
		tick(world);
	else
		happen_to_node(world, event);
	touch(world);
	keep_looking(world);
}

/* The last of a kind is the largest set, or the one that comes after. */
static bool
happen_last(struct world *world, enum event_kind from, enum event_kind to)
{
	struct event events[EVENTS_MAX];
	unsigned n = world_events(world, events);

	while (n-- > 0)
		if (events[n].kind >= from && events[n].kind <= to) {
			world_happen(world, &events[n]);
			return true;
		}
	return false;
}

void
world_settle(struct world *world)
{
	static const struct event time = { EVENT_TICK, 0, 0 };

	for (unsigned round = 0; round < 8; round++) {
		/* More than once: rings that overlap take turns for ever. */
		for (unsigned i = 0; i < world->n; i++)
			(void)happen_last(world, EVENT_RING, EVENT_RING);
		for (unsigned i = 0; i < world->n; i++)
			if (is_up(world, i))
				decide(world, i, true);
		while (happen_last(world, EVENT_INSTALL, EVENT_HEAR))
			;
		for (unsigned i = 0; i < world->n; i++)
			if (is_up(world, i))
				decide(world, i, true);
		world_happen(world, &time);
	}
}

/* Hashing. */

static void
mix(uint64_t *hash, uint64_t value)
{
	*hash ^=
	    value + UINT64_C(0x9E3779B97F4A7C15) + (*hash << 6) + (*hash >> 2);
	*hash *= UINT64_C(0xFF51AFD7ED558CCD);
	*hash ^= *hash >> 32;
}

#define AGE_MAX ((LEASE_MS + VOTE_GUARD_MS) / TICK_MS + 1)

/* Ages beyond what anybody asks for are the same. */
static uint64_t
age(struct moment then, struct moment now)
{
	int64_t ticks = moment_between_ms(then, now) / TICK_MS;

	return (uint64_t)((ticks > AGE_MAX ? AGE_MAX : ticks) + 8);
}

/* Rounded up, since what comes within the next tick is not over yet; what is
 * over is the same however long it is. */
static uint64_t
ticks_left(struct moment until, struct moment now)
{
	return (uint64_t)((moment_left_ms(until, now) + TICK_MS - 1) / TICK_MS);
}

#define VALUES_MAX (NODES_MAX * (6 + NODES_MAX))

/* Views are told apart by their order only. */
struct values {
	uint64_t value[VALUES_MAX];
	unsigned n;
};

static void
collect(struct values *values, uint64_t value)
{
	unsigned at = 0;

	while (at < values->n && values->value[at] < value)
		at++;
	if (at < values->n && values->value[at] == value)
		return;
	memmove(&values->value[at + 1], &values->value[at],
	    (values->n - at) * sizeof(value));
	values->value[at] = value;
	values->n++;
}

static uint64_t
place(const struct values *values, uint64_t value)
{
	unsigned at = 0;

	while (values->value[at] < value)
		at++;
	return at;
}

/* One of an older view will never count again. */
static uint64_t
counting_yield(const struct node *node, unsigned j)
{
	return node->heard_yield[j] >= node->view ? node->heard_yield[j] : 0;
}

static unsigned
ring_place(const struct world *world, unsigned i)
{
	for (unsigned j = 0; j < i; j++)
		if (is_same_ring(world, i, j))
			return j;
	return i;
}

/* What was said in another situation will never count again. */
static uint32_t
counting_word(const struct world *world, unsigned i)
{
	return rules.old_words_count || is_said_already(world, i)
		   ? world->nodes[i].off.nodes
		   : 0;
}

/* To whom an administrator would say that this node is off. */
static uint64_t
who_would_be_told(const struct world *world, unsigned i)
{
	uint64_t told = 0;

	for (unsigned j = 0; j < world->n; j++)
		if (rules.word == WORD_TRUE && j != i &&
		    is_off_since(world, j, i))
			told |= UINT64_C(1) << (48 + j);
	return told;
}

static void
mix_node(
    uint64_t *hash, const struct world *world, unsigned i, struct values *views)
{
	const struct node *node = &world->nodes[i];
	const struct vote_state *state = &node->state;

	if (node->power == POWER_OFF) {
		mix(hash,
		    who_would_be_told(world, i) | place(views, node->view) |
			place(views, node->promise) << 8 |
			(uint64_t)node->members << 16 |
			place(views, rules.late_words ? node->said : 0) << 40);
		return;
	}
	mix(hash,
	    (uint64_t)node->power | (uint64_t)node->ring << 4 |
		(uint64_t)ring_place(world, i) << 8 |
		(uint64_t)node->cast << 12 | (uint64_t)node->may_act << 13 |
		(uint64_t)state->is_holding << 14 |
		(uint64_t)state->is_due << 15 |
		(uint64_t)node->is_complete << 16 |
		(uint64_t)node->is_active << 17 |
		(uint64_t)node->is_primary << 18 |
		(uint64_t)node->members << 19 | (uint64_t)state->latched << 24 |
		(uint64_t)(state->is_holding ? state->held : 0) << 28 |
		(uint64_t)node->is_stored << 32 | (uint64_t)node->is_tie << 43 |
		(state->is_holding ? ticks_left(state->act_at, world->now) : 0)
		    << 33 |
		(state->is_holding ? age(state->last, world->now) : 0) << 38);
	mix(hash, place(views, node->view) | place(views, node->promise) << 8 |
		      (uint64_t)(state->seen_view == node->view) << 16 |
		      (uint64_t)(state->lost_view >= node->view) << 17 |
		      place(views, node->says) << 24 |
		      (uint64_t)(state->latched != 0
				     ? place(views, state->latched_view)
				     : 0)
			  << 32 |
		      place(views, rules.late_words ? node->said : 0) << 40 |
		      (uint64_t)counting_word(world, i) << 48 |
		      (uint64_t)(rules.word == WORD_NONE ? 0 : node->reason)
			  << 56);
	for (unsigned j = 0; j < world->n; j++)
		mix(hash, age(node->echo[j], world->now) |
			      age(node->heard[j], world->now) << 8 |
			      place(views, counting_yield(node, j)) << 16);
}

uint64_t
world_hash(const struct world *world)
{
	uint64_t hash = world->budget;
	struct values views = { .n = 0 };

	collect(&views, 0);
	for (unsigned i = 0; i < world->n; i++) {
		const struct node *node = &world->nodes[i];

		collect(&views, node->view);
		collect(&views, node->promise);
		collect(&views, node->says);
		if (rules.late_words)
			collect(&views, node->said);
		if (node->state.latched != 0)
			collect(&views, node->state.latched_view);
		for (unsigned j = 0; j < world->n; j++)
			collect(&views, counting_yield(node, j));
	}
	mix(&hash, world->gateway | world->last << 8);
	for (unsigned i = 0; i < world->n; i++) {
		mix(&hash, world->links[i]);
		mix_node(&hash, world, i, &views);
	}
	return hash;
}

void
world_tell(const struct event *event, char text[], unsigned size)
{
	char a = (char)('A' + event->a), b = (char)('A' + event->b);

	switch (event->kind) {
	case EVENT_LINK:
		snprintf(text, size, "the way from %c to %c changes", a, b);
		return;
	case EVENT_CABLE:
		snprintf(text, size, "the link %c-%c changes", a, b);
		return;
	case EVENT_GATEWAY:
		snprintf(text, size, "the gateway's link to %c changes", a);
		return;
	case EVENT_GATEWAYS:
		snprintf(text, size, "the gateway itself dies or returns");
		return;
	case EVENT_SPLIT:
		snprintf(text, size, "%c's half is cut off, or joined again",
		    (char)('A' + __builtin_ctz(event->a)));
		return;
	case EVENT_POWER_OFF:
		snprintf(text, size, "%c loses its power", a);
		return;
	case EVENT_FREEZE:
		snprintf(text, size, "%c freezes", a);
		return;
	case EVENT_RESTART:
		snprintf(text, size, "quorumd restarts on %c%s", a,
		    event->b != 0 ? ", and hears its keeper first" : "");
		return;
	case EVENT_KEEPER:
		snprintf(text, size, "the keeper restarts on %c", a);
		return;
	case EVENT_COROSYNC:
		snprintf(text, size, "corosync restarts on %c", a);
		return;
	case EVENT_BOOT:
		snprintf(text, size, "%c boots", a);
		return;
	case EVENT_THAW:
		snprintf(text, size, "%c thaws", a);
		return;
	case EVENT_RING:
		snprintf(text, size, "a ring of%s%s%s%s forms",
		    event->a & 1 ? " A" : "", event->a & 2 ? " B" : "",
		    event->a & 4 ? " C" : "", event->a & 8 ? " D" : "");
		return;
	case EVENT_INSTALL:
		snprintf(text, size, "%c writes the view of its ring", a);
		return;
	case EVENT_HEAR:
		snprintf(text, size, "%c hears that all wrote it", a);
		return;
	case EVENT_LATE:
		snprintf(text, size, "an old yield of %c reaches %c", a, b);
		return;
	case EVENT_SAY:
		snprintf(text, size,
		    "an administrator says at %c that who is missing is off",
		    a);
		return;
	case EVENT_DECIDE:
		snprintf(text, size, "%c decides", a);
		return;
	case EVENT_TICK:
		snprintf(text, size, "time passes");
		return;
	}
}
