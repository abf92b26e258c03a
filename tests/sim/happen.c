/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/happen.h"

#include <string.h>

#include "cpg/keeper/decide_build.h"
#include "cpg/keeper/decide_names.h"
#include "ocf/why.h"
#include "tests/sim/events.h"
#include "tests/sim/grant.h"
#include "tests/sim/seams.h"
#include "tests/sim/world.h"

#define OLD_SESSIONS (SIM_OLD_SESSIONS | SIM_LEAKED_SESSIONS)

/* Positions: two a commit, so that a reload's own record fits in between. */
static struct lsn
position_of(unsigned length)
{
	return (struct lsn){ 2 * (uint64_t)length + 2 };
}

static unsigned
senders_of(const struct world *world, unsigned node,
    struct sender_fact senders[SIM_NODES])
{
	unsigned n = 0;

	for (unsigned i = 0; i < world->nnodes; i++)
		if (i != node && world->nodes[i].power &&
		    world->nodes[i].db.data != 0)
			senders[n++] = (struct sender_fact){
				.node = i + 1,
				.incarnation = { world->nodes[i].db.data },
				.flushed = position_of(
				    world->nodes[node].db.confirmed[i]),
			};
	return n;
}

/* The record's last rule and the server's names: the same? */
bool
happen_is_unfinished(const struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;
	const struct record *record = view_record(&world->nodes[node].view);
	const struct rule *rule = record_last_rule(record);
	unsigned k = sim_rule_acks(rule);

	if (record->nrules > 1 || !db->names.is_open || db->names.k != k)
		return true;
	for (unsigned i = 0; i < world->nnodes; i++)
		if (rule_names(rule, i + 1) != (db->names.s >> i & 1))
			return true;
	return false;
}

/*
 * A sender that has not obeyed yet has not confirmed the record written after
 * the reload either; a session that has not is still at its statement.
 */
bool
happen_is_in_force(const struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;
	struct force_facts facts = {
		.reload = { position_of(db->reload_length).bytes + 1 },
		.is_statement_old = (db->lags & OLD_SESSIONS) != 0,
		.probe_waited = (db->lags & OLD_SESSIONS) == 0,
	};

	if (seam_left_out == SIM_NO_PROBE) {
		facts.is_statement_old = false;
		facts.probe_waited = true;
	}
	facts.nsenders = senders_of(world, node, facts.senders);
	for (unsigned i = 0; i < facts.nsenders; i++)
		facts.senders[i].flushed.bytes =
		    facts.reload.bytes -
		    (db->lags >> (facts.senders[i].node - 1) & 1);
	return decide_names_in_force(
	    view_record(&world->nodes[node].view), &facts);
}

bool
happen_is_past_barrier(const struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;
	const struct record *record = view_record(&world->nodes[node].view);
	struct sender_fact senders[SIM_NODES];
	unsigned n = senders_of(world, node, senders);

	return decide_names_barrier(record_last_rule(record),
	    position_of(db->barrier_length), senders, n);
}

static const char *
name_of(uint32_t node)
{
	static const char *const names[] = { "nobody", "A", "B", "C" };

	return names[node];
}

bool
happen_may_build(const struct world *world, unsigned node, unsigned from)
{
	const struct sim_node *source = &world->nodes[from];
	struct build_facts facts = {
		.record = view_record(&world->nodes[node].view),
		.data = sim_data(world, node),
		.source = sim_data(world, from),
		.refusal = grant_refusal(world, node),
	};
	struct why why;

	if (from == node || !source->power || source->db.data == 0)
		return false;
	/* What is empty, people may fill from wherever they like. */
	if (world->nodes[node].db.data == 0)
		return true;
	return source->db.primary && facts.record != NULL &&
	       facts.record->primary.node == from + 1 &&
	       facts.record->term == source->db.term &&
	       decide_build(&facts, name_of, &why);
}

bool
happen_is_leak_new(const struct world *world, unsigned node)
{
	const struct record *record = view_record(&world->nodes[node].view);
	const struct rule *last = record_last_rule(record);

	for (unsigned i = 0; i + 1 < record->nrules; i++)
		if (record->rules[i].ngroups == 0 &&
		    rule_same_data(&record->rules[i].owner, &last->owner))
			return false;
	return world->nodes[node].db.leaks;
}

bool
happen_may_be_cut(const struct world *world, unsigned cut)
{
	if (world->nnodes == 3)
		return true;
	if (cut == SIM_WHOLE)
		return world->nodes[0].power && world->nodes[1].power;
	if (world->cut != SIM_WHOLE)
		return false;
	return cut == SIM_SPLIT || (world->lineage >> cut & 1);
}

static void
write_commit(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;

	world->budget.writes--;
	db->log[db->length++] = db->term;
}

static void
ask_for(struct world *world, unsigned node, const struct record *next)
{
	sim_change_on(world, node, RULE_CHANGE_WANTED);
	sim_request(world, node, next);
}

static void
change(struct world *world, unsigned node, unsigned k, unsigned s)
{
	struct record next = *view_record(&world->nodes[node].view);
	struct rule rule = sim_rule(world, node, k, s);

	if (!record_add_rule(&next, &rule))
		return;
	world->budget.changes--;
	if (seam_left_out == SIM_NO_JOINT_RECORD)
		record_keep_last_rule(&next);
	ask_for(world, node, &next);
}

/* The rules of others go for one that asks nobody. */
static void
relieve(struct world *world, unsigned node)
{
	struct record next = *view_record(&world->nodes[node].view);

	world->budget.reliefs--;
	record_rest_on_owner(&next);
	sim_change_on(world, node, RULE_CHANGE_DESPAIRED);
	sim_request(world, node, &next);
}

/* What may have been acknowledged alone is a rule before it is mended. */
static void
see_leak(struct world *world, unsigned node)
{
	struct record next = *view_record(&world->nodes[node].view);
	struct rule last = *record_last_rule(&next);
	struct rule alone = sim_rule(world, node, 0, 0);

	if (seam_left_out != SIM_NO_LEAK_RULE &&
	    !record_add_rule(&next, &alone))
		return;
	if (!record_add_rule(&next, &last))
		return;
	ask_for(world, node, &next);
	world->nodes[node].sees_leak =
	    world->nodes[node].change == RULE_CHANGE_RECORDING_BOTH;
}

static bool
is_told_of_leak(const struct world *world, unsigned node)
{
	const struct record *record = view_record(&world->nodes[node].view);

	return record_last_rule(record)->ngroups == 0 ||
	       !happen_is_leak_new(world, node) ||
	       seam_left_out == SIM_NO_LEAK_RULE;
}

/* A leak is mended first, and the names follow. */
static void
name(struct world *world, unsigned node)
{
	if (world->nodes[node].db.leaks) {
		if (is_told_of_leak(world, node))
			sim_database_repair(world, node);
		else
			sim_change_on(world, node, RULE_CHANGE_CUT);
		return;
	}
	sim_database_name(world, node,
	    record_last_rule(view_record(&world->nodes[node].view)));
	sim_change_on(world, node, RULE_CHANGE_NAMED);
}

/* c: the rule that a grant is for. */
static struct rule
rule_of(const struct world *world, const struct sim_event *event)
{
	return sim_rule(world, event->a, event->c >> 4, event->c & 15);
}

static void
grant(struct world *world, const struct sim_event *event)
{
	struct rule rule = rule_of(world, event);

	world->budget.grants--;
	grant_ask(world, event->a, event->b);
	if (grant_is_safe(world, event->a))
		grant_record(world, event->a, &rule);
	else
		sim_promotion_on(world, event->a, PROMOTION_OBJECTED);
}

static void
judge(struct world *world, const struct sim_event *event)
{
	struct rule rule = rule_of(world, event);

	world->budget.grants--;
	grant_record(world, event->a, &rule);
}

static void
verify(struct world *world, unsigned node)
{
	sim_promotion_on(world, node, PROMOTION_IS_PRIMARY);
	sim_promotion_on(world, node,
	    sim_names_verdict(world, node) == NAMES_RULE ? PROMOTION_NEWEST
							 : PROMOTION_OUTDATED);
}

/* gs_ctl is gone, and its file; a primary was started as standby. */
static void
withdrawn(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;

	db->signal = 0;
	if (db->primary)
		sim_database_start(world, node);
	sim_promotion_on(world, node, PROMOTION_WITHDRAWN);
}

static void
build(struct world *world, unsigned node, unsigned from)
{
	world->budget.builds--;
	sim_database_throw_away(world, node);
	world->nodes[node].db.building = (uint8_t)(from + 1);
	judge_copies(world);
}

static void
wipe(struct world *world, unsigned node, unsigned what)
{
	struct sim_node *of = &world->nodes[node];

	world->budget.wipes--;
	judge_loss(world, node, what);
	if (what != HAPPEN_DATA_LOST) {
		memset(&of->disk, 0, sizeof(of->disk));
		view_init(&of->view, node + 1, NULL);
	}
	if (what != HAPPEN_RECORD_LOST)
		sim_database_throw_away(world, node);
	judge_copies(world);
}

static void
update(struct world *world, unsigned node)
{
	struct record next = *view_record(&world->nodes[node].view);

	world->budget.updates--;
	world->nodes[node].wanted = (uint8_t)(1u << world->nupdates++);
	next.vip_holder |= world->nodes[node].wanted;
	sim_request(world, node, &next);
}

static void
restart(struct world *world, unsigned node)
{
	if (world->nodes[node].promotion != PROMOTION_REFUSING)
		sim_promotion_on(world, node, PROMOTION_STOPPED);
	sim_database_start(world, node);
	grant_forget(world, node);
	sim_promotion_on(world, node, PROMOTION_WITHDRAWN);
}

static void
happen_in_database(struct world *world, const struct sim_event *event)
{
	struct sim_database *db = &world->nodes[event->a].db;

	switch (event->kind) {
	case SIM_WRITE:
		write_commit(world, event->a);
		break;
	case SIM_RECEIVE:
		sim_database_receive(world, event->a, event->b);
		break;
	case SIM_ACKNOWLEDGE:
		judge_acknowledgement(world, event->a, event->b);
		break;
	case SIM_RELOADED:
		db->lags &= (uint8_t)~event->b;
		sim_database_obeyed(world, event->a);
		break;
	case SIM_FIND_SIGNAL:
		sim_database_promote(world, event->a);
		break;
	case SIM_FAIL_PROMOTION:
		db->known = db->signal;
		db->signal = 0;
		sim_promotion_on(world, event->a, PROMOTION_STOPPED);
		sim_promotion_on(world, event->a, PROMOTION_WITHDRAWN);
		break;
	case SIM_RESTART:
		restart(world, event->a);
		break;
	case SIM_DROP_SIGNAL:
		db->signal = 0;
		grant_forget(world, event->a);
		break;
	case SIM_LEAK:
		world->budget.leaks--;
		db->leaks = 1;
		break;
	case SIM_BUILT:
		sim_database_built(world, event->a);
		break;
	default:
		break;
	}
}

static void
happen_in_keeper(struct world *world, const struct sim_event *event)
{
	unsigned a = event->a;

	switch (event->kind) {
	case SIM_CHANGE:
		change(world, a, event->c >> 4, event->c & 15);
		break;
	case SIM_NAME:
		name(world, a);
		break;
	case SIM_FORCE:
		sim_change_on(world, a, RULE_CHANGE_IN_FORCE);
		break;
	case SIM_PASS:
		sim_change_on(world, a, RULE_CHANGE_PASSED);
		break;
	case SIM_RELIEVE:
		relieve(world, a);
		break;
	case SIM_FOUND:
		sim_change_on(world, a, RULE_CHANGE_FOUND);
		break;
	case SIM_SEE_LEAK:
		see_leak(world, a);
		break;
	case SIM_GRANT:
		grant(world, event);
		break;
	case SIM_ASK:
		world->budget.asks--;
		grant_call(world, a);
		break;
	case SIM_HEED:
		grant_heed(world, a, event->b, event->c);
		break;
	case SIM_JUDGE:
		judge(world, event);
		break;
	case SIM_GIVE_UP:
		world->budget.quits--;
		grant_forget(world, a);
		sim_promotion_on(world, a, PROMOTION_STOPPED);
		break;
	case SIM_WITHDRAWN:
		withdrawn(world, a);
		break;
	case SIM_OVER:
		grant_over(world, a, event->b);
		break;
	case SIM_LEASE:
		sim_promotion_on(world, a, PROMOTION_LEASED);
		break;
	case SIM_VERIFY:
		verify(world, a);
		break;
	case SIM_FOLLOW:
		world->nodes[a].db.follows = (uint8_t)grant_follow(world, a);
		break;
	case SIM_BUILD:
		build(world, a, event->b);
		break;
	case SIM_UPDATE:
		update(world, a);
		break;
	case SIM_DELIVER:
		sim_deliver(world, a);
		break;
	case SIM_VERDICT:
		sim_deliver_verdict(world, a);
		break;
	case SIM_WRITTEN:
		sim_written(world, a);
		break;
	default:
		break;
	}
}

static void
crash(struct world *world, unsigned node, bool is_written)
{
	world->budget.crashes--;
	sim_keeper_stop(world, node, is_written);
	world->nodes[node].power = 0;
	sim_database_start(world, node);
}

/* A server that is down confirms nothing and has no sender. */
static void
boot(struct world *world, unsigned node)
{
	world->nodes[node].power = 1;
	sim_keeper_start(world, node);
}

/* Who gets the device has continuity, the other one's has ended. */
static void
cut(struct world *world, unsigned which)
{
	world->budget.cuts--;
	world->cut = (uint8_t)which;
	if (world->nnodes == 2 && which < 2 &&
	    seam_left_out != SIM_NO_CONTINUITY)
		world->lineage = (uint8_t)(1u << which);
}

static void
happen_as_fault(struct world *world, const struct sim_event *event)
{
	struct sim_node *of = &world->nodes[event->a];

	switch (event->kind) {
	case SIM_CRASH:
		crash(world, event->a, event->b & 1);
		sim_reconfigure(world, event->c, event->b & 2);
		break;
	case SIM_BOOT:
		boot(world, event->a);
		sim_reconfigure(world, event->c, event->b & 2);
		break;
	case SIM_STOP:
		world->budget.stops--;
		sim_keeper_stop(world, event->a, event->b);
		sim_group_changed(world, event->a, false);
		break;
	case SIM_START:
		sim_keeper_start(world, event->a);
		sim_group_changed(world, event->a, true);
		break;
	case SIM_CUT:
		cut(world, event->a);
		sim_reconfigure(world, event->c, event->b & 2);
		break;
	case SIM_FAIL_WRITE:
		world->budget.failures--;
		sim_write_failed(world, event->a, event->b);
		sim_group_changed(world, event->a, false);
		break;
	case SIM_MUTE:
		world->budget.mutes--;
		sim_send_mute(world, event->a, event->b);
		break;
	case SIM_SPEAK:
		sim_send_here(world, event->a);
		break;
	case SIM_STALL:
		world->budget.stalls--;
		of->stalled = 1;
		break;
	case SIM_RUN:
		of->stalled = 0;
		break;
	case SIM_WIPE:
		wipe(world, event->a, event->b);
		break;
	default:
		break;
	}
}

static bool
is_at_work(const struct world *world)
{
	for (unsigned i = 0; i < world->nnodes; i++)
		if (world->nodes[i].keeper && !world->nodes[i].stalled &&
		    (world->nodes[i].nqueue > 0 ||
			world->nodes[i].verdict != 0 ||
			world->nodes[i].view.is_writing))
			return true;
	return false;
}

/* Calls made in another state of the record are not looked at any more. */
static void
forget_old_calls(struct world *world)
{
	for (unsigned i = 0; i < world->nnodes; i++) {
		struct sim_database *db = &world->nodes[i].db;
		const struct record *record =
		    &world->nodes[i].view.ledger.record;

		for (unsigned j = 0; j < world->nnodes; j++)
			if (db->call_view != (uint8_t)record->view ||
			    db->calls[j] != (uint8_t)record->term + 1)
				db->calls[j] = 0;
		if ((db->calls[0] | db->calls[1] | db->calls[2]) == 0)
			db->call_view = 0;
	}
}

static void
happen(struct world *world, const struct sim_event *event)
{
	if (event->kind < SIM_NAME)
		happen_in_database(world, event);
	else if (event->kind < SIM_CRASH)
		happen_in_keeper(world, event);
	else
		happen_as_fault(world, event);
}

void
sim_happen(struct world *world, const struct sim_event *event)
{
	bool is_quiet = world->paused && event->kind < SIM_CHANGE;

	world->paused = is_quiet;
	happen(world, event);
	forget_old_calls(world);
	if (world->fine || is_quiet)
		return;
	sim_settle(
	    world, event->first, event->limit == 0 ? 1000 : event->limit);
	if (event->limit != 0) {
		world->paused = is_at_work(world);
		world->budget.interrupts--;
	}
}
