/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - the worlds that are searched, and what must come of it.
 *
 *   sim                    all cases, in about a minute
 *   sim --deep             the complete searches go on to millions of worlds
 *   sim --seconds N        random walks take N seconds per number of nodes
 *   sim --seed S           of the random walks; printed
 *   sim --story            tells how each violation comes about
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sim/seams.h"
#include "tests/sim/search.h"
#include "tests/sim/world.h"

#define DEEP 4000000

enum kind {
	RECORD_2,  /* two nodes and a device, no databases */
	RECORD_3,  /* three nodes, no databases */
	MESSAGE_2, /* the same, every message and write a step of its own */
	WORLD_2,   /* two nodes and a device */
	WORLD_3,   /* three nodes */
	OLD_NAMES, /* two nodes; B has names from an earlier life */
	WALK_2,    /* random walks, messages and writes as steps */
	WALK_3,
	RECORD_WALK_3, /* the same without databases */
};

struct options {
	bool is_deep;
	bool tells;
	double seconds;
	uint64_t seed;
};

struct test {
	const char *sentence;
	enum kind kind;
	enum seam left_out;
	size_t limit; /* worlds; 0: until all are seen */
	struct sim_budget budget;
};

/* clang-format off */
static const struct test holds[] = {
	{ "three keepers never forget an update that was done",
	  RECORD_3, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 2, .cuts = 2, .stops = 1, .interrupts = 1 } },
	{ "two keepers and a device never forget an update that was done",
	  RECORD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 2, .cuts = 2, .stops = 1, .crashes = 1, .interrupts = 1 } },
	{ "a lost disk costs a witness and no update",
	  RECORD_3, SIM_NOTHING_LEFT_OUT, 0,
	  { .updates = 1, .cuts = 2, .crashes = 1, .wipes = 1 } },
	{ "no order of single messages and writes loses an update when a keeper restarts",
	  MESSAGE_2, SIM_NOTHING_LEFT_OUT, 0, { .updates = 1, .stops = 1 } },
	{ "no order of single messages and writes loses an update when the network parts",
	  MESSAGE_2, SIM_NOTHING_LEFT_OUT, 0, { .updates = 1, .cuts = 1 } },
	{ "two nodes lose no commit by a promotion, a crash and a cut",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .crashes = 1, .cuts = 1 } },
	{ "two nodes lose no commit by a change of rule, a promotion and a cut",
	  WORLD_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 1, .grants = 1, .changes = 1, .cuts = 1 } },
	{ "names from an earlier life acknowledge nothing",
	  OLD_NAMES, SIM_NOTHING_LEFT_OUT, 200000, { .writes = 1, .grants = 2 } },
	{ "three nodes lose no commit by a promotion",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 0, { .writes = 1, .grants = 1 } },
	{ "three nodes lose no commit by a change of rule and a promotion",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "three nodes lose no commit by a crash, a lost disk and a promotion",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 1, .crashes = 1, .wipes = 1 } },
	{ "three nodes lose no commit by two promotions of which any was broken off",
	  WORLD_3, SIM_NOTHING_LEFT_OUT, 200000,
	  { .writes = 1, .grants = 2, .stops = 1, .stalls = 1, .interrupts = 1 } },
};

/* Each must be found: with the rule left out, the same search fails. */
static const struct test missed[] = {
	{ "the barrier", WORLD_3, SIM_NO_BARRIER, 400000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "waiting until names are in force", WORLD_3, SIM_NO_IN_FORCE, 400000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "recording the new rule beside the old", WORLD_3, SIM_NO_JOINT_RECORD, 400000,
	  { .writes = 1, .grants = 1, .changes = 1 } },
	{ "keeping old rules with a grant", WORLD_3, SIM_NO_OLD_RULES, 400000,
	  { .writes = 1, .grants = 2 } },
	{ "the incarnation of data", WORLD_3, SIM_NO_INCARNATION, 400000,
	  { .writes = 1, .grants = 1, .crashes = 1, .wipes = 1 } },
	{ "one witness of the overlap", WORLD_3, SIM_NO_OVERLAP, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "comparing positions", WORLD_3, SIM_NO_COMPARISON, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "refusing before being counted", WORLD_3, SIM_NO_REFUSING, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "refusing until the new primary's term is known", WORLD_3,
	  SIM_NO_REFUSAL_FROM_THEN_ON, 400000, { .writes = 1, .grants = 1 } },
	{ "a refusal that outlives a restart", WORLD_3, SIM_NO_PERSISTENCE, 400000,
	  { .writes = 1, .grants = 1, .crashes = 1 } },
	{ "closed names at start", OLD_NAMES, SIM_NO_CLOSED_NAMES, 400000,
	  { .writes = 1, .grants = 2 } },
	{ "removing signal files at start", WORLD_2, SIM_NO_REMOVAL, 400000,
	  { .grants = 1, .crashes = 1 } },
	{ "asking whether the grant is the newest", WORLD_3, SIM_NO_NEWEST, 400000,
	  { .writes = 1, .grants = 1 } },
	{ "the promise", RECORD_WALK_3, SIM_NO_PROMISE, 0,
	  { .updates = 2, .cuts = 8 } },
	{ "answers from all", RECORD_3, SIM_NO_ANSWERS, 400000,
	  { .updates = 2, .cuts = 2, .interrupts = 1 } },
	{ "counting keepers, not nodes", RECORD_3, SIM_NO_KEEPERS, 400000,
	  { .updates = 1, .cuts = 2, .stops = 1 } },
	{ "leaving fresh nodes out of the count", RECORD_3, SIM_NO_FRESHNESS, 400000,
	  { .updates = 1, .cuts = 2, .crashes = 1, .wipes = 1 } },
	{ "the device's vote only where every node of the ring has its keeper",
	  RECORD_2, SIM_NO_WHOLE_RING, 400000, { .updates = 1, .stops = 2 } },
	{ "the newest record of all", RECORD_3, SIM_NO_NEWEST_RECORD, 400000,
	  { .updates = 2, .cuts = 2, .interrupts = 1 } },
	{ "writing through to the disk before the answer", RECORD_3, SIM_NO_FSYNC, 400000,
	  { .updates = 1, .crashes = 2, .cuts = 1 } },
	{ "the ring's name with every word about it", WALK_2, SIM_NO_RING_ID, 0,
	  { .writes = 3, .crashes = 2, .cuts = 3, .stops = 2, .grants = 4,
	    .changes = 3, .updates = 1, .wipes = 1, .builds = 1 } },
};

static const struct test walks[] = {
	{ "two nodes, everything at once", WALK_2, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 3, .crashes = 3, .cuts = 4, .stops = 2, .grants = 5,
	    .changes = 3, .updates = 1, .wipes = 1, .builds = 2 } },
	{ "three nodes, everything at once", WALK_3, SIM_NOTHING_LEFT_OUT, 0,
	  { .writes = 3, .crashes = 3, .cuts = 4, .stops = 2, .grants = 5,
	    .changes = 3, .updates = 1, .wipes = 1, .builds = 2 } },
};
/* clang-format on */

static bool
is_walk(const struct test *test)
{
	return test->kind >= WALK_2;
}

static void
begin(const struct test *test, struct world *ret_world)
{
	bool is_of_three = test->kind == RECORD_3 || test->kind == WORLD_3 ||
			   test->kind == WALK_3;

	seam_left_out = SIM_NOTHING_LEFT_OUT;
	sim_forget_posts();
	sim_world_init(ret_world, is_of_three ? 3 : 2,
	    test->kind > MESSAGE_2 && test->kind != RECORD_WALK_3);
	seam_left_out = test->left_out;
	if (test->kind == OLD_NAMES)
		sim_world_remember_names(ret_world);
	ret_world->fine = test->kind == MESSAGE_2 || is_walk(test);
	ret_world->budget = test->budget;
}

static struct found
search(const struct test *test, const struct options *options)
{
	static struct world world;
	size_t limit =
	    test->limit == 0 || options->is_deep ? DEEP : test->limit;

	begin(test, &world);
	/* What must be found is looked for in the same walks every time. */
	if (is_walk(test) && test->left_out != SIM_NOTHING_LEFT_OUT)
		return search_randomly(&world, 1, 300, 120, options->tells);
	if (is_walk(test))
		return search_randomly(
		    &world, options->seed, 300, options->seconds, true);
	return search_all(&world, limit,
	    options->tells || test->left_out == SIM_NOTHING_LEFT_OUT);
}

/* A search that should have been complete, and was not, has proved nothing. */
static bool
run(const struct test *test, const struct options *options)
{
	bool must_hold = test->left_out == SIM_NOTHING_LEFT_OUT;
	clock_t begun = clock();
	struct found found = search(test, options);
	double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
	bool is_good = must_hold ? found.violation == NULL &&
				       (test->limit > 0 || is_walk(test) ||
					   found.is_complete)
				 : found.violation != NULL;

	printf("%s  %s%s: %s; %zu %s, depth %u%s, %.1f s\n",
	    is_good ? "ok    " : "FAILED", must_hold ? "" : "without ",
	    test->sentence,
	    found.violation != NULL ? found.violation : "no violation",
	    found.states, is_walk(test) ? "steps" : "worlds", found.depth,
	    found.is_complete ? ", complete" : "", seconds);
	fflush(stdout);
	return is_good;
}

static unsigned
run_all(const struct test *tests, size_t n, const struct options *options)
{
	unsigned failed = 0;

	for (size_t i = 0; i < n; i++)
		failed += !run(&tests[i], options);
	return failed;
}

static bool
read_options(int argc, char **argv, struct options *ret_options)
{
	for (int i = 1; i < argc; i++) {
		bool has_value = i + 1 < argc;

		if (strcmp(argv[i], "--deep") == 0)
			ret_options->is_deep = true;
		else if (strcmp(argv[i], "--story") == 0)
			ret_options->tells = true;
		else if (strcmp(argv[i], "--seconds") == 0 && has_value)
			ret_options->seconds = strtod(argv[++i], NULL);
		else if (strcmp(argv[i], "--seed") == 0 && has_value)
			ret_options->seed = strtoull(argv[++i], NULL, 10);
		else
			return false;
	}
	return true;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int
main(int argc, char **argv)
{
	struct options options = { .seconds = 5, .seed = (uint64_t)time(NULL) };
	size_t n = COUNT(holds) + COUNT(missed) + COUNT(walks);
	unsigned failed;

	if (!read_options(argc, argv, &options)) {
		fprintf(stderr, "usage: sim [--deep] [--story] [--seconds N] "
				"[--seed S]\n");
		return 2;
	}
	printf("seed %" PRIu64 "\n", options.seed);
	failed = run_all(holds, COUNT(holds), &options);
	failed += run_all(missed, COUNT(missed), &options);
	failed += run_all(walks, COUNT(walks), &options);
	printf("%zu passed, %u failed\n", n - failed, failed);
	return failed != 0;
}
