/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keeper.c - the product's machines in the played world: events in, effects
 * and deeds carried out.  Nothing is decided here.
 */
#include <stddef.h>
#include <string.h>

#include "cpg/keeper/decide_names.h"
#include "tests/sim/seams.h"
#include "tests/sim/world.h"

struct member
sim_data(const struct world *world, unsigned node)
{
	struct member data;

	memset(&data, 0, sizeof(data));
	data.node = node + 1;
	data.incarnation.id = world->nodes[node].db.data;
	return data;
}

struct rule
sim_rule(const struct world *world, unsigned owner, unsigned k, unsigned s)
{
	struct rule rule;

	memset(&rule, 0, sizeof(rule));
	rule.owner = sim_data(world, owner);
	rule.ngroups = k > 0;
	rule.groups[0].k = k;
	for (unsigned i = 0; i < world->nnodes; i++)
		if (s >> i & 1)
			rule_group_add(&rule.groups[0], sim_data(world, i));
	if (world->zoned && k == 2 && rule.groups[0].nmembers == 2) {
		rule.ngroups = 2;
		rule.groups[0].k = rule.groups[1].k = 1;
		rule.groups[0].nmembers = rule.groups[1].nmembers = 1;
		rule.groups[1].members[0] = rule.groups[0].members[1];
		memset(&rule.groups[0].members[1], 0, sizeof(struct member));
	}
	return rule;
}

unsigned
sim_rule_acks(const struct rule *rule)
{
	unsigned acks = 0;

	for (unsigned g = 0; g < rule->ngroups; g++)
		acks += rule->groups[g].k;
	return acks;
}

enum names_verdict
sim_names_verdict(const struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;
	struct names_facts facts = {
		.record = view_record(&world->nodes[node].view),
		.data = sim_data(world, node),
		.is_primary = db->primary,
		.own_term = db->term,
	};

	return decide_names(&facts);
}

static void
forget_call(struct sim_node *of)
{
	of->call_view = 0;
	of->call_term = 0;
	memset(of->board, 0, sizeof(of->board));
}

/* One that was only away from the group remembers everything. */
void
sim_keeper_start(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];

	of->keeper = 1;
	if (of->away) {
		of->away = 0;
		return;
	}
	view_init(&of->view, node + 1, &of->disk);
	of->members = 0;
	of->excluded = 0;
	of->change = RULE_CHANGE_IDLE;
	of->wanted = 0;
	of->sees_leak = 0;
	forget_call(of);
	of->promotion = PROMOTION_IDLE;
	of->granted = 0;
	of->known_term = 0;
	of->db.call_view = 0;
	memset(of->db.calls, 0, sizeof(of->db.calls));
}

static void
leave_group(struct sim_node *of)
{
	of->keeper = 0;
	of->stalled = 0;
	of->nqueue = 0;
	of->verdict = 0;
	memset(of->queue, 0, sizeof(of->queue));
}

/* A write under way may have reached the disk or not. */
void
sim_keeper_stop(struct world *world, unsigned node, bool is_written)
{
	struct sim_node *of = &world->nodes[node];

	if (of->view.is_writing && is_written)
		of->disk = of->view.writing;
	of->away = 0;
	sim_keeper_start(world, node);
	leave_group(of);
}

/* The disk has it all the same, or has it not; the keeper goes by neither. */
void
sim_write_failed(struct world *world, unsigned node, bool is_written)
{
	static const struct view_group nobody;
	static const struct view_verdict unheard;
	struct sim_node *of = &world->nodes[node];
	struct view_effects effects;

	if (is_written)
		of->disk = of->view.writing;
	view_on_written(&of->view, false, &effects);
	sim_carry_out(world, node, &effects);
	view_on_verdict(&of->view, &unheard, &effects);
	sim_carry_out(world, node, &effects);
	view_on_group(&of->view, &nobody, &effects);
	sim_carry_out(world, node, &effects);
	leave_group(of);
	of->members = 0;
	of->excluded = 0;
	of->away = 1;
}

void
sim_request(struct world *world, unsigned node, const struct record *next)
{
	struct view_effects effects;

	view_request(&world->nodes[node].view, next, &effects);
	sim_carry_out(world, node, &effects);
}

static void
record_new(struct world *world, unsigned node)
{
	const struct record *record = view_record(&world->nodes[node].view);
	struct record next;

	if (record == NULL) {
		sim_change_on(world, node, RULE_CHANGE_CUT);
		return;
	}
	next = *record;
	record_keep_last_rule(&next);
	sim_request(world, node, &next);
}

static void
read_barrier(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;

	db->barrier_length = db->length;
}

/* Deeds that take their time are steps of their own: see events.c. */
void
sim_change_on(struct world *world, unsigned node, enum rule_change_event on)
{
	struct sim_node *of = &world->nodes[node];
	const struct rule_change_row *row =
	    rule_change_find((enum rule_change_step)of->change, on);

	if (row == NULL)
		return;
	if (on == RULE_CHANGE_RECORDED && row->to == RULE_CHANGE_NAMING &&
	    of->sees_leak)
		judge_told(world, node);
	of->sees_leak = 0;
	of->change = (uint8_t)row->to;
	if (row->to == RULE_CHANGE_IDLE)
		judge_mended(world, node);
	switch (row->deed) {
	case RULE_CHANGE_NOTHING:
	case RULE_CHANGE_RECORD_BOTH:
	case RULE_CHANGE_RECORD_RELIEF:
	case RULE_CHANGE_SET_NAMES:
	case RULE_CHANGE_WATCH_FORCE:
		break;
	case RULE_CHANGE_READ_BARRIER:
		read_barrier(world, node);
		break;
	case RULE_CHANGE_RECORD_NEW:
		record_new(world, node);
		break;
	}
}

static void
promote(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];

	judge_telling(world, node);
	of->db.signal = of->granted;
	if (of->db.primary)
		sim_database_promote(world, node);
}

static void
recorded(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];

	of->granted = (uint8_t)of->view.ledger.record.term;
	judge_grant(world, node);
}

void
sim_promotion_on(struct world *world, unsigned node, enum promotion_event on)
{
	struct sim_node *of = &world->nodes[node];
	const struct promotion_row *row =
	    promotion_find((enum promotion_step)of->promotion, on);

	if (row == NULL)
		return;
	of->promotion = (uint8_t)row->to;
	if (row->to != PROMOTION_REFUSING)
		forget_call(of);
	switch (row->deed) {
	case PROMOTION_NOTHING:
	case PROMOTION_REFUSE:
	case PROMOTION_RECORD:
	case PROMOTION_VERIFY:
	case PROMOTION_WITHDRAW:
		break;
	case PROMOTION_LEASE:
		recorded(world, node);
		break;
	case PROMOTION_PROMOTE:
		promote(world, node);
		break;
	case PROMOTION_HAND_ON:
		sim_change_on(world, node, RULE_CHANGE_FOUND);
		break;
	}
}

/* The two machines hear of the view's fate only where they wait for it. */
static void
update_done(struct world *world, unsigned node)
{
	judge_update(world, node);
	sim_promotion_on(world, node, PROMOTION_RECORDED);
	sim_change_on(world, node, RULE_CHANGE_RECORDED);
}

static void
update_refused(struct world *world, unsigned node)
{
	world->nodes[node].wanted = 0;
	sim_promotion_on(world, node, PROMOTION_REFUSED);
	sim_change_on(world, node, RULE_CHANGE_REFUSED);
}

static void
cut_short(struct world *world, unsigned node)
{
	world->nodes[node].wanted = 0;
	sim_change_on(world, node, RULE_CHANGE_CUT);
	sim_promotion_on(world, node, PROMOTION_CUT);
}

/* A grant to another ends what this node had in mind. */
static void
record_changed(struct world *world, unsigned node)
{
	if (sim_names_verdict(world, node) == NAMES_CLOSED)
		sim_change_on(world, node, RULE_CHANGE_CUT);
}

void
sim_carry_out(
    struct world *world, unsigned node, const struct view_effects *effects)
{
	for (unsigned i = 0; i < effects->n; i++)
		switch (effects->effects[i]) {
		case VIEW_WRITE: /* ends in sim_written() */
			break;
		case VIEW_SEND:
			sim_send(world, node, &effects->message);
			break;
		case VIEW_BEGINS:
			judge_view(world, node);
			break;
		case VIEW_ENDS:
		case VIEW_UPDATE_UNKNOWN:
			cut_short(world, node);
			break;
		case VIEW_CHANGED:
			record_changed(world, node);
			break;
		case VIEW_UPDATE_DONE:
			update_done(world, node);
			break;
		case VIEW_UPDATE_REFUSED:
			update_refused(world, node);
			break;
		case VIEW_LEAVE:
			break;
		}
}

void
sim_written(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];
	struct view_effects effects;

	of->disk =
	    seam_left_out == SIM_NO_FSYNC ? of->view.ledger : of->view.writing;
	view_on_written(&of->view, true, &effects);
	sim_carry_out(world, node, &effects);
}

static bool
step(struct world *world, unsigned node)
{
	struct sim_node *of = &world->nodes[node];

	if (!of->keeper || of->stalled)
		return false;
	if (of->view.is_writing) {
		sim_written(world, node);
		return true;
	}
	return sim_deliver(world, node) || sim_deliver_verdict(world, node);
}

void
sim_settle(struct world *world, unsigned first, unsigned limit)
{
	for (unsigned i = 0; i < world->nnodes && limit > 0; i++)
		while (limit > 0 && step(world, (first + i) % world->nnodes)) {
			limit--;
			i = 0;
		}
}
