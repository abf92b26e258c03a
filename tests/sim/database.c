/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * database.c - an openGauss, played: a log of terms, names that are obeyed
 * late, a file that promotes whoever finds it, a refusal that persists.
 */
#include <string.h>

#include "tests/sim/seams.h"
#include "tests/sim/world.h"

static const struct sim_names closed;

/* When nobody goes by the old names any more, there are none. */
void
sim_database_obeyed(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;

	if ((db->lags & ~SIM_LEAKED_SESSIONS) == 0)
		db->before = db->names;
}

/* Whose streams end has no sender that could obey old names any more. */
void
sim_database_disconnect(struct world *world, unsigned node)
{
	for (unsigned i = 0; i < world->nnodes; i++) {
		struct sim_database *db = &world->nodes[i].db;

		db->lags &= (uint8_t) ~(1u << node);
		sim_database_obeyed(world, i);
	}
}

/*
 * A start is always one as standby, with closed names and without left-over
 * signal files; that it is so is the agent's deed.
 */
void
sim_database_start(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;

	db->primary = 0;
	db->term = 0;
	db->reign = 0;
	db->lags = 0;
	db->building = 0;
	db->was_refusing = 0;
	db->reload_length = 0;
	db->barrier_length = 0;
	if (seam_left_out != SIM_NO_CLOSED_NAMES)
		db->names = closed;
	db->before = db->names;
	if (seam_left_out != SIM_NO_REMOVAL)
		db->signal = 0;
	db->signal_is_old = db->signal != 0;
	if (seam_left_out == SIM_NO_PERSISTENCE)
		db->follows = SIM_ANYBODY;
	memset(db->confirmed, 0, sizeof(db->confirmed));
	world->told &= (uint8_t) ~(1u << node);
	sim_database_disconnect(world, node);
	sim_change_on(world, node, RULE_CHANGE_CUT);
}

/* The server finds the file; a running primary learns the new term alone. */
void
sim_database_promote(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;

	if (db->signal_is_old)
		sim_violated("S3: promoted by a file left over from before");
	if (!db->primary)
		db->reign = db->signal;
	db->primary = 1;
	db->term = db->signal;
	if (db->known < db->term)
		db->known = db->term;
	db->signal = 0;
	sim_database_disconnect(world, node);
	judge_promotion(world, node);
	if (db->names.is_open)
		judge_opening(world, node);
}

/* Senders that are connected go by the old names until they look again. */
static uint8_t
those_who_lag(const struct world *world, unsigned node)
{
	const struct sim_names *old = &world->nodes[node].db.before;
	uint8_t lags = 0;

	if (!old->is_open)
		return 0;
	if (old->k == 0)
		return SIM_OLD_SESSIONS;
	for (unsigned i = 0; i < world->nnodes; i++)
		if ((old->s >> i & 1) && world->nodes[i].power &&
		    world->nodes[i].db.data != 0 &&
		    world->nodes[i].db.follows != SIM_NOBODY)
			lags |= (uint8_t)(1u << i);
	return lags;
}

/* ALTER SYSTEM and reload: obeyed by everybody, sooner or later. */
void
sim_database_name(struct world *world, unsigned node, const struct rule *rule)
{
	struct sim_database *db = &world->nodes[node].db;

	if ((db->lags & ~SIM_LEAKED_SESSIONS) == 0)
		db->before = db->names;
	db->lags |= those_who_lag(world, node);
	db->reload_length = db->length;
	db->names.is_open = 1;
	db->names.k = (uint8_t)sim_rule_acks(rule);
	db->names.s = 0;
	for (unsigned i = 0; i < world->nnodes && rule->ngroups > 0; i++)
		if (rule_names(rule, i + 1))
			db->names.s |= (uint8_t)(1u << i);
	sim_database_obeyed(world, node);
	judge_opening(world, node);
}

/* A statement that began before does not ask either, until it ends. */
void
sim_database_repair(struct world *world, unsigned node)
{
	world->nodes[node].db.leaks = 0;
	world->nodes[node].db.lags |= SIM_LEAKED_SESSIONS;
}

static bool
names_agree(
    const struct sim_database *db, const struct sim_names *names, unsigned at)
{
	unsigned n = 0;

	if (!names->is_open)
		return false;
	for (unsigned i = 0; i < SIM_NODES; i++)
		n += (names->s >> i & 1) && db->confirmed[i] > at;
	return n >= names->k;
}

bool
sim_database_may_acknowledge(
    const struct world *world, unsigned node, unsigned at)
{
	const struct sim_database *db = &world->nodes[node].db;

	return names_agree(db, &db->names, at) ||
	       (db->lags && names_agree(db, &db->before, at));
}

bool
sim_database_may_leak(const struct world *world, unsigned node)
{
	const struct sim_database *db = &world->nodes[node].db;

	return db->leaks || (db->lags & SIM_LEAKED_SESSIONS);
}

bool
sim_is_prefix(const struct world *world, unsigned a, unsigned b)
{
	const struct sim_database *of = &world->nodes[a].db,
				  *in = &world->nodes[b].db;

	return of->length <= in->length &&
	       memcmp(of->log, in->log, of->length) == 0;
}

bool
sim_database_may_receive(
    const struct world *world, unsigned node, unsigned from)
{
	const struct sim_database *to = &world->nodes[node].db,
				  *of = &world->nodes[from].db;

	return node != from && world->nodes[node].power &&
	       world->nodes[from].power && !to->primary && of->primary &&
	       to->data != 0 &&
	       (to->follows == SIM_ANYBODY || to->follows == from) &&
	       to->known <= of->term && sim_is_prefix(world, node, from);
}

void
sim_database_receive(struct world *world, unsigned node, unsigned from)
{
	struct sim_database *to = &world->nodes[node].db,
			    *of = &world->nodes[from].db;

	if (to->length < of->length) {
		to->log[to->length] = of->log[to->length];
		to->length++;
	}
	if (to->length > 0 && to->known < to->log[to->length - 1])
		to->known = to->log[to->length - 1];
	of->confirmed[node] = to->length;
}

/* The disk is empty, and whoever starts from here knows nothing. */
void
sim_database_throw_away(struct world *world, unsigned node)
{
	struct sim_database *db = &world->nodes[node].db;
	struct sim_database empty = { .builds = db->builds };

	empty.follows = SIM_ANYBODY;
	empty.call_view = db->call_view;
	memcpy(empty.calls, db->calls, sizeof(empty.calls));
	*db = empty;
	sim_database_disconnect(world, node);
}

void
sim_database_built(struct world *world, unsigned node)
{
	struct sim_database *to = &world->nodes[node].db;
	const struct sim_database *of = &world->nodes[to->building - 1].db;

	memcpy(to->log, of->log, sizeof(to->log));
	to->length = of->length;
	to->known = of->known;
	to->data = (uint8_t)(1 + ++to->builds);
	to->building = 0;
	for (unsigned i = 0; i < world->nnodes; i++)
		world->nodes[i].db.confirmed[node] = 0;
}
