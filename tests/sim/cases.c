/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/cases.h"

/* clang-format off */

/* Everything that may happen, in a walk. */
#define EVERYTHING \
	{ .writes = 3, .crashes = 3, .cuts = 4, .stops = 2, .grants = 5, \
	  .changes = 3, .updates = 1, .wipes = 1, .builds = 2, .quits = 2, \
	  .asks = 6, .mutes = 2, .leaks = 1, .failures = 1, .reliefs = 1 }

static const struct cases_row rows[] = {
	/* The record. */
	{ "three keepers never forget an update that was done",
	  RECORD_3, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 2, .cuts = 2, .stops = 1, .interrupts = 1 } },
	{ "two keepers and a device never forget an update that was done",
	  RECORD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 2, .cuts = 2, .stops = 1, .crashes = 1, .interrupts = 1 } },
	{ "a lost disk costs a witness and no update",
	  RECORD_3, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 1, .cuts = 2, .crashes = 1, .wipes = 1 } },
	{ "three keepers of which one freezes, and is gone on without, forget nothing",
	  RECORD_3, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 2, .cuts = 2, .stalls = 1, .mutes = 1, .interrupts = 1 } },
	{ "two keepers and a device, of which one freezes, forget nothing",
	  RECORD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 2, .cuts = 2, .stalls = 1, .mutes = 2, .interrupts = 1 } },
	{ "a write that fails, and is on the disk or not, costs no update",
	  RECORD_3, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 2, .cuts = 1, .failures = 1, .crashes = 1, .interrupts = 1 } },
	{ "no order of single messages and writes loses an update when a keeper restarts",
	  MESSAGE_2, SIM_NOTHING_LEFT_OUT, 0, { .updates = 1, .stops = 1 } },
	{ "no order of single messages and writes loses an update when the network parts",
	  MESSAGE_2, SIM_NOTHING_LEFT_OUT, 0, { .updates = 1, .cuts = 1 } },
	{ "no order of single messages and writes loses an update when a node loses power",
	  MESSAGE_2, SIM_NOTHING_LEFT_OUT, 0, { .updates = 1, .crashes = 1 } },
	{ "no order of single messages and writes loses an update when a write fails",
	  MESSAGE_2, SIM_NOTHING_LEFT_OUT, 0, { .updates = 1, .failures = 1 } },
	{ "no order of single messages and writes loses an update when one is gone on without",
	  MESSAGE_2, SIM_NOTHING_LEFT_OUT, 0, { .updates = 1, .mutes = 1 } },
	{ "three keepers lose no update when one restarts, in any order of single messages",
	  MESSAGE_3, SIM_NOTHING_LEFT_OUT, 200000, { .updates = 1, .stops = 1 } },
	{ "three keepers lose no update when the network parts, in any order of single messages",
	  MESSAGE_3, SIM_NOTHING_LEFT_OUT, 200000, { .updates = 1, .cuts = 1 } },

	/* Two nodes and a device. */
	{ "two nodes lose no commit by a promotion, a crash and a cut",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .crashes = 1, .cuts = 1 } },
	{ "two nodes lose no commit by a change of rule, a promotion and a cut",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .changes = 1, .cuts = 1 } },
	{ "two nodes lose no commit by a promotion, a freeze and a cut",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .stalls = 1, .mutes = 1, .cuts = 1 } },
	{ "two nodes lose no commit by a promotion that takes its time, or is given up",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .asks = 2, .quits = 1 } },
	{ "two nodes lose no commit by what goes on while an update is under way",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .changes = 1, .interrupts = 1, .lively = 1 } },
	{ "two nodes lose no commit by a grant that a keeper does not know of",
	  GRANT_2, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .asks = 1, .interrupts = 1, .lively = 1 } },
	{ "two nodes lose no commit by a rebuild, a promotion and a lost disk",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 2, .grants = 1, .builds = 1, .crashes = 1, .wipes = 1 } },
	{ "two nodes lose no commit by a rebuild, a promotion and a change of rule",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .builds = 1, .changes = 1 } },
	{ "two nodes lose no commit by resting on the primary alone, a rebuild and a lost disk",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 2, .grants = 1, .builds = 1, .crashes = 1, .wipes = 1, .reliefs = 1 } },
	{ "two nodes lose no commit by resting on the primary alone, a rebuild and another rule",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 2, .grants = 2, .builds = 1, .changes = 1, .reliefs = 1 } },
	{ "two nodes lose no commit of what the rules promise with the only disk that knew",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .changes = 1, .cuts = 1, .crashes = 1, .wipes = 1 } },
	{ "two nodes lose no commit of a primary that acknowledged without asking",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .leaks = 1 } },
	{ "two nodes lose no commit from before there were keepers",
	  FIRST_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .crashes = 1, .cuts = 1 } },
	{ "names from an earlier life acknowledge nothing",
	  NAMES_2, SIM_NOTHING_LEFT_OUT, 200000, { .writes = 1, .grants = 2 } },

	/* Three nodes. */
	{ "three nodes lose no commit by a promotion",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 0, { .writes = 1, .grants = 1 } },
	{ "three nodes lose no commit by a promotion that takes its time, or is given up",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .asks = 2, .quits = 1 } },
	{ "three nodes lose no commit by a change of rule and a promotion",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "three nodes lose no commit by a crash, a lost disk and a promotion",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .crashes = 1, .wipes = 1 } },
	{ "three nodes lose no commit by a freeze and a promotion",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .stalls = 1, .mutes = 1 } },
	{ "three nodes lose no commit by a rebuild, a promotion and a change of rule",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .builds = 1, .changes = 1 } },
	{ "three nodes lose no commit by resting on the primary alone and two promotions",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 2, .reliefs = 1 } },
	{ "three nodes lose no commit by resting on the primary alone, a rebuild and another rule",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .builds = 1, .changes = 1, .reliefs = 1 } },
	{ "three nodes lose no commit by a rebuild of one that was asked to refuse",
	  STRAY_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .grants = 1, .asks = 1, .builds = 1 } },
	{ "three nodes lose no commit of a primary that acknowledged without asking",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .leaks = 1 } },
	{ "three nodes lose no commit by what goes on while an update is under way",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .interrupts = 1, .lively = 1 } },
	{ "three nodes lose no commit by a grant that a keeper does not know of",
	  GRANT_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .interrupts = 1, .lively = 1 } },
	{ "three nodes lose no commit from before there were keepers",
	  FIRST_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .crashes = 1 } },
	{ "three nodes lose no commit by two promotions of which any was broken off",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 100000,
	  { .writes = 1, .grants = 2, .stops = 1, .stalls = 1, .interrupts = 1 } },

	/* Three nodes, a zone each: a commit may need all groups. */
	{ "three zones lose no commit by a change of rule and a promotion",
	  ZONED_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "three zones lose no commit by two promotions and a crash",
	  ZONED_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 2, .crashes = 1 } },
	{ "three zones lose no commit when one is lost with its disk",
	  ZONED_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .changes = 1, .crashes = 1, .wipes = 1 } },

	/* One rule of the record left out: an update is forgotten. */
	{ "the promise", RECORD_WALK_3, SIM_NO_PROMISE, 0,
	  { .updates = 3, .cuts = 12 } },
	{ "a number above every promise", RECORD_3, SIM_NO_NUMBER, 400000,
	  { .updates = 2, .cuts = 2, .interrupts = 1 } },
	{ "answers from all", RECORD_3, SIM_NO_ANSWERS, 400000,
	  { .updates = 2, .cuts = 2, .interrupts = 1 } },
	{ "counting keepers, not nodes", RECORD_3, SIM_NO_KEEPERS, 400000,
	  { .updates = 1, .cuts = 2, .stops = 1 } },
	{ "leaving fresh nodes out of the count", RECORD_3, SIM_NO_FRESHNESS, 400000,
	  { .updates = 1, .cuts = 2, .crashes = 1, .wipes = 1 } },
	{ "the device's vote only where every node of the ring has its keeper",
	  RECORD_2, SIM_NO_WHOLE_RING, 400000, { .updates = 1, .stops = 2 } },
	{ "the device's vote only for the half that was chosen, until both have met",
	  RECORD_WALK_2, SIM_NO_CONTINUITY, 0,
	  { .updates = 2, .cuts = 6, .stops = 3 } },
	{ "the newest record of all", RECORD_3, SIM_NO_NEWEST_RECORD, 400000,
	  { .updates = 2, .cuts = 2, .interrupts = 1 } },
	{ "writing through to the disk before the answer", RECORD_3, SIM_NO_FSYNC, 400000,
	  { .updates = 1, .crashes = 2, .cuts = 1 } },
	{ "the ring's name with every word about it", RECORD_WALK_2, SIM_NO_RING_ID, 0,
	  { .updates = 2, .cuts = 5 } },

	/* Or one of the rules about commits: one is lost. */
	{ "the barrier", COMMIT_3, SIM_NO_BARRIER, 400000,
	  { .grants = 1, .changes = 1 } },
	{ "waiting until names are in force", WORLD_3, SIM_NO_IN_FORCE, 400000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "waiting for sessions that asked nobody", WORLD_2, SIM_NO_PROBE, 400000,
	  { .writes = 1, .grants = 1, .changes = 2 } },
	{ "recording the new rule beside the old", WORLD_3, SIM_NO_JOINT_RECORD, 400000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "keeping old rules with a grant", WORLD_3, SIM_NO_OLD_RULES, 400000,
	  { .writes = 1, .grants = 2 } },
	{ "a rule for what was acknowledged without asking", WORLD_2, SIM_NO_LEAK_RULE, 400000,
	  { .writes = 1, .grants = 1, .leaks = 1 } },
	{ "the incarnation of data", COMMIT_3, SIM_NO_INCARNATION, 1000000,
	  { .grants = 1, .builds = 1, .crashes = 1, .wipes = 1 } },
	{ "one witness of the overlap", WORLD_3, SIM_NO_OVERLAP, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "one witness of each zone's overlap", ZONED_3, SIM_NO_OVERLAP, 400000,
	  { .writes = 1, .grants = 2 } },
	{ "waiting until the names of zones are in force", ZONED_3, SIM_NO_IN_FORCE, 400000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "comparing positions", WORLD_3, SIM_NO_COMPARISON, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "an old primary that is one no more", WORLD_2, SIM_NO_PRIMARY_STOPPED, 400000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "an old primary that has no grant", GRANT_2, SIM_NO_GRANT_ENDED, 400000,
	  { .writes = 1, .grants = 1, .asks = 1 } },
	{ "a grant from before the keeper began", GRANT_2, SIM_NO_GRANT_BEFORE, 400000,
	  { .writes = 1, .grants = 1, .asks = 1 } },
	{ "asking again when another was granted a term meanwhile", WORLD_2,
	  SIM_NO_ASKING_AGAIN, 400000, { .writes = 1, .grants = 2, .asks = 3 } },
	{ "all databases before the first promotion", FIRST_3, SIM_NO_FIRST_OF_ALL, 400000,
	  { .writes = 1, .grants = 1, .asks = 1 } },
	{ "a term above all that were seen", FIRST_2, SIM_NO_TERM_SEEN, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "refusing before being counted", WORLD_3, SIM_NO_REFUSING, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "a refusal that was done now, not seen before", WORLD_3, SIM_NO_PRESENT_REFUSAL, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "refusing as long as a candidate counts on it", COMMIT_3, SIM_NO_COUNTED_ON, 1000000,
	  { .grants = 1, .asks = 1 } },
	{ "refusing until the new primary's term is known", WORLD_3, SIM_NO_FOLLOWING, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "a refusal that outlives a restart", WORLD_3, SIM_NO_PERSISTENCE, 400000,
	  { .writes = 1, .grants = 1, .crashes = 1 } },
	{ "keeping data whose refusal is counted on", STRAY_3, SIM_NO_BUILD_REFUSAL, 1000000,
	  { .grants = 1, .asks = 1, .builds = 1 } },
	{ "keeping data that a rule names", WORLD_2, SIM_NO_BUILD_RULE, 400000,
	  { .writes = 2, .grants = 1, .builds = 1, .crashes = 1, .wipes = 1 } },
	{ "saying that all rests on the primary alone, where old rules go for a rebuild",
	  WORLD_2, SIM_NO_RELIEF_RULE, 1000000,
	  { .writes = 2, .grants = 1, .builds = 1, .crashes = 1, .wipes = 1, .reliefs = 1 } },
	{ "closed names at start", NAMES_2, SIM_NO_CLOSED_NAMES, 400000,
	  { .writes = 1, .grants = 2 } },
	{ "removing signal files at start", WORLD_2, SIM_NO_REMOVAL, 400000,
	  { .grants = 1, .crashes = 1 } },
	{ "recording a grant before the database is told", WORLD_3, SIM_NO_RECORD_FIRST, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "promoting in an active view only", WORLD_2, SIM_NO_CUT, 400000,
	  { .writes = 1, .grants = 1, .cuts = 1 } },
	{ "asking whether the grant is the newest", WORLD_3, SIM_NO_NEWEST, 400000,
	  { .writes = 1, .grants = 1 } },
	/* What the random walk found that nobody could explain at first. */
	{ "the exception of S1: acknowledged by a rule that asks nobody, and that disk is lost",
	  WORLD_2, SIM_NO_EXCEPTION, 400000,
	  { .writes = 1, .grants = 1, .changes = 1, .cuts = 2, .crashes = 1, .wipes = 1 } },

	{ "the record of two keepers and a device, at random", RECORD_WALK_2,
	  SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 3, .cuts = 8, .stops = 3, .crashes = 2, .mutes = 3, .failures = 2 } },
	{ "the record of three keepers, at random", RECORD_WALK_3,
	  SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 3, .cuts = 8, .stops = 3, .crashes = 2, .mutes = 3, .failures = 2,
	    .wipes = 1 } },
	{ "two nodes, everything at once", WALK_2, SIM_NOTHING_LEFT_OUT, 0, EVERYTHING },
	{ "three nodes, everything at once", WALK_3, SIM_NOTHING_LEFT_OUT, 0, EVERYTHING },
	{ "three zones, everything at once", ZONED_WALK_3, SIM_NOTHING_LEFT_OUT, 0, EVERYTHING },
};

static const struct {
	unsigned nnodes;
	enum sim_beginning beginning;
	bool fine, walk;
} kinds[] = {
	[RECORD_2]      = { 2, SIM_KEEPERS_ONLY, false, false },
	[RECORD_3]      = { 3, SIM_KEEPERS_ONLY, false, false },
	[MESSAGE_2]     = { 2, SIM_KEEPERS_ONLY, true,  false },
	[MESSAGE_3]     = { 3, SIM_KEEPERS_ONLY, true,  false },
	[WORLD_2]       = { 2, SIM_WITH_PRIMARY, false, false },
	[WORLD_3]       = { 3, SIM_WITH_PRIMARY, false, false },
	[ZONED_3]       = { 3, SIM_WITH_PRIMARY, false, false },
	[COMMIT_3]      = { 3, SIM_WITH_COMMIT,  false, false },
	[GRANT_2]       = { 2, SIM_WITH_GRANT,   false, false },
	[GRANT_3]       = { 3, SIM_WITH_GRANT,   false, false },
	[STRAY_3]       = { 3, SIM_WITH_STRAY,   false, false },
	[FIRST_2]       = { 2, SIM_WITH_LIFE,    false, false },
	[FIRST_3]       = { 3, SIM_WITH_LIFE,    false, false },
	[NAMES_2]       = { 2, SIM_WITH_PRIMARY, false, false },
	[RECORD_WALK_2] = { 2, SIM_KEEPERS_ONLY, true,  true },
	[RECORD_WALK_3] = { 3, SIM_KEEPERS_ONLY, true,  true },
	[WALK_2]        = { 2, SIM_WITH_PRIMARY, true,  true },
	[WALK_3]        = { 3, SIM_WITH_PRIMARY, true,  true },
	[ZONED_WALK_3]  = { 3, SIM_WITH_PRIMARY, true,  true },
};
/* clang-format on */

const struct cases_row *
cases_row(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

bool
cases_is_walk(const struct cases_row *row)
{
	return kinds[row->kind].walk;
}

void
cases_begin(const struct cases_row *row, struct world *ret_world)
{
	seam_left_out = SIM_NOTHING_LEFT_OUT;
	sim_forget_posts();
	sim_world_init(
	    ret_world, kinds[row->kind].nnodes, kinds[row->kind].beginning);
	seam_left_out = row->left_out;
	if (row->kind == NAMES_2)
		sim_world_remember_names(ret_world);
	if (row->left_out == SIM_NO_PRESENT_REFUSAL)
		sim_world_remember_refusals(ret_world);
	ret_world->zoned = row->kind == ZONED_3 || row->kind == ZONED_WALK_3;
	ret_world->fine = kinds[row->kind].fine;
	ret_world->budget = row->budget;
}
