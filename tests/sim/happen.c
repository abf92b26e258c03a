/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/happen.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/decide_names.h"
#include "tests/sim/events.h"
#include "tests/sim/grant.h"
#include "tests/sim/seams.h"
#include "tests/sim/world.h"

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
	unsigned k = rule->ngroups > 0 ? rule->groups[0].k : 0;

	if (record->nrules > 1 || !db->names.is_open || db->names.k != k)
		return true;
	for (unsigned i = 0; i < world->nnodes; i++)
		if (rule_names(rule, i + 1) != (db->names.s >> i & 1))
			return true;
	return false;
}

/*
 * Until all have obeyed, somebody has not confirmed the record written after
 * the reload, and a statement from before still runs.
 */
bool
happen_is_in_force(const struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;
	struct force_facts facts = {
		.reload = { position_of(db->reload_length).bytes + 1 },
		.is_statement_old = db->lags,
		.probe_waited = !db->lags,
	};

	facts.nsenders = senders_of(world, node, facts.senders);
	for (unsigned i = 0; i < facts.nsenders; i++)
		facts.senders[i].flushed.bytes =
		    facts.reload.bytes - (db->lags != 0);
	if (facts.nsenders == 0 && db->lags)
		return seam_left_out == SIM_NO_IN_FORCE;
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
change(struct world *world, unsigned node, unsigned k, unsigned s)
{
	struct record next = *view_record(&world->nodes[node].view);
	struct rule rule = sim_rule(world, node, k, s);

	if (!record_add_rule(&next, &rule))
		return;
	world->budget.changes--;
	if (seam_left_out == SIM_NO_JOINT_RECORD)
		record_keep_last_rule(&next);
	sim_change_on(world, node, RULE_CHANGE_WANTED);
	sim_request(world, node, &next);
}

static void
name(struct world *world, unsigned node)
{
	sim_database_name(world, node,
	    record_last_rule(view_record(&world->nodes[node].view)));
	sim_change_on(world, node, RULE_CHANGE_NAMED);
}

static void
grant(struct world *world, unsigned node, unsigned answering, unsigned names)
{
	struct rule rule = sim_rule(world, node, names >> 4, names & 15);

	world->budget.grants--;
	if (grant_ask(world, node, answering))
		grant_record(world, node, answering, &rule);
}

static void
verify(struct world *world, unsigned node)
{
	sim_promotion_on(world, node, PROMOTION_IS_PRIMARY);
	sim_promotion_on(world, node,
	    sim_names_verdict(world, node) == NAMES_RULE ? PROMOTION_NEWEST
							 : PROMOTION_OUTDATED);
}

static void
build(struct world *world, unsigned node, unsigned from)
{
	struct sim_database *to = &world->nodes[node].db,
			    *of = &world->nodes[from].db;
	uint8_t builds = (uint8_t)(to->builds + 1);

	world->budget.builds--;
	memset(to, 0, sizeof(*to));
	memcpy(to->log, of->log, sizeof(to->log));
	to->length = of->length;
	to->known = of->term;
	to->builds = builds;
	to->data = (uint8_t)(1 + builds);
	to->follows = SIM_ANYBODY;
	of->confirmed[node] = 0;
}

/* what 0: everything; 1: the record's file; 2: the data directory. */
static void
wipe(struct world *world, unsigned node, unsigned what)
{
	struct sim_node *of = &world->nodes[node];
	uint8_t builds = of->db.builds;

	world->budget.wipes--;
	world->wiped = 1;
	if (what != 2)
		view_init(&of->view, node + 1, NULL);
	if (what == 1)
		return;
	memset(&of->db, 0, sizeof(of->db));
	of->db.builds = builds;
	of->db.follows = SIM_ANYBODY;
}

static void
update(struct world *world, unsigned node)
{
	struct record next = *view_record(&world->nodes[node].view);

	world->budget.updates--;
	next.vip_holder |= 1u << world->nupdates++;
	sim_request(world, node, &next);
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
		db->lags = 0;
		db->before = db->names;
		break;
	case SIM_FIND_SIGNAL:
		sim_database_promote(world, event->a);
		break;
	case SIM_FAIL_PROMOTION:
		db->known = db->signal;
		db->signal = 0;
		sim_promotion_on(world, event->a, PROMOTION_STOPPED);
		break;
	case SIM_RESTART:
		sim_promotion_on(world, event->a, PROMOTION_STOPPED);
		sim_database_start(world, event->a);
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
	case SIM_FOUND:
		sim_change_on(world, a, RULE_CHANGE_FOUND);
		break;
	case SIM_GRANT:
		grant(world, a, event->b, event->c);
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
	struct sim_node *of = &world->nodes[node];

	world->budget.crashes--;
	if (of->keeper)
		sim_keeper_stop(world, node, is_written);
	if (seam_left_out == SIM_NO_FSYNC)
		of->view.ledger = of->synced;
	of->power = 0;
	sim_database_start(world, node);
}

/* A server that is down confirms nothing and has no sender. */
static void
boot(struct world *world, unsigned node)
{
	world->nodes[node].power = 1;
	sim_keeper_start(world, node);
}

static void
happen_as_fault(struct world *world, const struct sim_event *event)
{
	struct sim_node *of = &world->nodes[event->a];

	switch (event->kind) {
	case SIM_CRASH:
		crash(world, event->a, event->b);
		sim_reconfigure(world, event->c, false);
		break;
	case SIM_BOOT:
		boot(world, event->a);
		sim_reconfigure(world, event->c, false);
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
		world->budget.cuts--;
		world->cut = event->a;
		sim_reconfigure(world, event->c, event->b);
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

void
sim_happen(struct world *world, const struct sim_event *event)
{
	world->paused = 0;
	if (event->kind < SIM_CHANGE)
		happen_in_database(world, event);
	else if (event->kind < SIM_CRASH)
		happen_in_keeper(world, event);
	else
		happen_as_fault(world, event);
	if (world->fine)
		return;
	sim_settle(
	    world, event->first, event->limit == 0 ? 1000 : event->limit);
	if (event->limit != 0) {
		world->paused = is_at_work(world);
		world->budget.interrupts--;
	}
}

static const char *const sentences[SIM_KINDS] = {
	[SIM_WRITE] = "%c writes a commit",
	[SIM_RECEIVE] = "%c receives from %c and flushes",
	[SIM_ACKNOWLEDGE] = "%c acknowledges its commit",
	[SIM_RELOADED] = "%c: every session and sender obeys the new names",
	[SIM_FIND_SIGNAL] = "%c finds the file and is primary",
	[SIM_FAIL_PROMOTION] = "%c takes the new term, its promotion fails",
	[SIM_RESTART] = "%c is stopped and started as standby",
	[SIM_CHANGE] = "%c asks for another rule",
	[SIM_NAME] = "%c: names as the record's last rule says",
	[SIM_FORCE] = "%c: the names are in force",
	[SIM_PASS] = "%c: the barrier is passed, old rules go",
	[SIM_FOUND] = "%c finds a change unfinished",
	[SIM_GRANT] = "%c asks for a grant",
	[SIM_LEASE] = "%c has its lease, the database is told",
	[SIM_VERIFY] = "%c looks whether its grant is the newest",
	[SIM_FOLLOW] = "%c refuses less",
	[SIM_BUILD] = "%c is built anew from %c",
	[SIM_UPDATE] = "%c asks for an update of the record",
	[SIM_DELIVER] = "%c gets its next message",
	[SIM_VERDICT] = "%c hears of quorum",
	[SIM_WRITTEN] = "%c: the write is on the disk",
	[SIM_CRASH] = "%c loses power",
	[SIM_BOOT] = "%c boots",
	[SIM_STOP] = "%c: the keeper stops",
	[SIM_START] = "%c: the keeper starts",
	[SIM_CUT] = "network: %c is cut off, or goes on alone (D: whole)",
	[SIM_STALL] = "%c: the keeper freezes",
	[SIM_RUN] = "%c: the keeper runs again",
	[SIM_WIPE] = "%c loses its disk",
};

void
sim_event_text(const struct world *world, const struct sim_event *event,
    char *ret_text, size_t size)
{
	const char *format = sentences[event->kind];
	size_t n = 0;

	(void)world;
	for (const char *p = format; *p != '\0' && n + 1 < size; p++) {
		if (p[0] == '%' && p[1] == 'c') {
			bool is_second = p > format + 1;

			ret_text[n++] =
			    (char)('A' + (is_second && p != format &&
						     event->kind != SIM_CUT &&
						     strchr(format, '%') != p
						 ? event->b
						 : event->a));
			p++;
		} else {
			ret_text[n++] = *p;
		}
	}
	ret_text[n] = '\0';
	if (event->b | event->c | event->limit)
		snprintf(ret_text + n, size - n, " [%u %x, %u of %u]", event->b,
		    event->c, event->limit, event->first);
}
