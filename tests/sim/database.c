/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * database.c - an openGauss, played: a log of terms, names that are obeyed
 * late, a file that promotes whoever finds it, a refusal that persists.
 */
#include <string.h>

#include "tests/sim/seams.h"
#include "tests/sim/world.h"

static const struct sim_names closed;

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
	judge_promotion(world, node);
	if (db->names.is_open)
		judge_opening(world, node);
}

/* ALTER SYSTEM and reload: obeyed by everybody, sooner or later. */
void
sim_database_name(struct world *world, unsigned node, const struct rule *rule)
{
	struct sim_database *db = &world->nodes[node].db;

	if (!db->lags)
		db->before = db->names;
	db->lags = 1;
	db->reload_length = db->length;
	db->names.is_open = 1;
	db->names.k = (uint8_t)(rule->ngroups > 0 ? rule->groups[0].k : 0);
	db->names.s = 0;
	for (unsigned i = 0; i < world->nnodes && rule->ngroups > 0; i++)
		if (rule_names(rule, i + 1))
			db->names.s |= (uint8_t)(1u << i);
	judge_opening(world, node);
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
