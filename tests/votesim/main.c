/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * votesim - searches small clusters for a way in which the quorum device's
 * votes let two partitions act, or one that slept through what happened.
 *
 * usage: votesim [--faults N] [--seconds S] [--seed N] [--story] [CASE...]
 *
 * Without a case, all; a case is chosen by a part of its sentence.  --faults 6
 * is the search that is complete to six faults; it takes some minutes and
 * gigabytes, so the default is 4.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/votesim/seams.h"
#include "tests/votesim/search.h"

#define WORLDS_MAX UINT64_C(12000000)

static struct {
	unsigned faults;
	double seconds;
	uint64_t seed;
	bool story;
} wishes = { 4, 2, 0x5deece66d, false };

/* What is left out, and in how many faults the loss must be found; 0: by
 * walking with that many nodes. */
struct row {
	enum seam seam;
	const char *sentence;
	unsigned faults, nnodes;
	struct rules rules;
};

/* clang-format off */
static const struct row rows[] = {
	{ SEAM_NO_CONTINUITY, "continuity given up comes back by itself",
	    4, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_LEASE, "continuity does not end with the lease",
	    3, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_GATEWAY, "the gateway is not asked for",
	    3, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_SILENCE, "signs of life are not looked for",
	    3, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_HOLD, "the evidence may be interrupted",
	    5, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_SLEEP, "a sleep during the hold is not noticed",
	    4, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_WAIT, "a half acts at once",
	    3, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_YIELD, "the higher side does not wait for the yield",
	    3, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_NO_COMPLETE, "a view counts that not all have installed",
	    0, 4, { .relay = RELAY_BOTH, .restarts = true } },
	{ SEAM_NO_SHARE, "less than half of the last view is taken for half",
	    0, 4, { .relay = RELAY_BOTH, .restarts = true } },
	{ SEAM_NO_MOST, "half is taken for most",
	    2, 2, { .relay = RELAY_BOTH, .prompt = true } },
	{ SEAM_OLD_WORD, "an administrator's word outlives its situation",
	    5, 2, { .relay = RELAY_BOTH, .prompt = true, .word = WORD_TRUE,
		.old_words_count = true } },
	{ SEAM_NO_RELAY, "a gateway that must relay need not",
	    3, 2, { .relay = RELAY_NONE, .must_relay = true, .prompt = true } },
};

/* A host's clock that stops with it is the exception that the design states:
 * the search must find what it says. */
static const struct row stated[] = {
	{ SEAM_NOTHING, "a paused clock makes a lease last (stated)",
	    4, 2, { .relay = RELAY_BOTH, .prompt = true, .clock_stops = true } },
	{ SEAM_NOTHING, "without a relay two nodes both see only the gateway "
	    "(stated)",
	    3, 2, { .relay = RELAY_NONE, .prompt = true } },
	{ SEAM_NOTHING, "an administrator says that a node is off which is on "
	    "(stated)",
	    2, 2, { .relay = RELAY_BOTH, .prompt = true, .word = WORD_FALSE } },
	{ SEAM_NOTHING, "an administrator says that a node is off, and it ran "
	    "on before (stated)",
	    4, 2, { .relay = RELAY_BOTH, .prompt = true,
		.word = WORD_OFF_NOW } },
};
/* clang-format on */

static unsigned passed, failed;

static bool
is_wanted(char **names, const char *sentence)
{
	if (*names == NULL)
		return true;
	for (; *names != NULL; names++)
		if (strstr(sentence, *names) != NULL)
			return true;
	return false;
}

static void
count(bool good, const char *sentence, const char *more)
{
	printf("%s %s%s\n", good ? "ok    " : "FAILED", sentence, more);
	fflush(stdout);
	passed += good;
	failed += !good;
}

static void
expect_loss(const struct row *row)
{
	static struct found found;
	char more[80];

	rules = row->rules;
	seam_left_out = row->seam;
	if (row->faults != 0)
		search_all(row->nnodes, row->faults, WORLDS_MAX, true, &found);
	else
		search_walk(
		    row->nnodes, 8, wishes.seed, 20 * wishes.seconds, &found);
	seam_left_out = SEAM_NOTHING;
	snprintf(more, sizeof(more), ": %s after %lu worlds",
	    found.violation != NULL ? "found" : "NOT found",
	    (unsigned long)found.nworlds);
	count(found.violation != NULL, row->sentence, more);
	if (wishes.story && found.violation != NULL)
		search_tell(&found);
}

static void
expect_none(const char *sentence, const struct found *found)
{
	char more[80];

	snprintf(more, sizeof(more), ": %lu %s", (unsigned long)found->nworlds,
	    found->is_complete ? "worlds, complete" : "steps");
	count(found->violation == NULL, sentence, more);
	if (found->violation != NULL && found->nsteps > 0)
		search_tell(found);
}

struct pair {
	const char *sentence;
	int fewer; /* faults than asked for: more may happen between them */
	struct rules rules;
};

/* clang-format off */
static const struct pair pairs[] = {
	{ "a pair whose gateway relays",
	    0, { .relay = RELAY_BOTH, .prompt = true } },
	{ "a pair whose gateway relays in one direction",
	    0, { .relay = RELAY_ONE_WAY, .prompt = true } },
	{ "a pair whose gateway must relay, and does not",
	    0, { .relay = RELAY_NONE, .must_relay = true, .prompt = true } },
	{ "a pair whose frozen nodes answer pings",
	    0, { .relay = RELAY_BOTH, .prompt = true, .frozen_answer = true } },
	{ "a pair whose administrator says truly who is off",
	    0, { .relay = RELAY_BOTH, .prompt = true, .word = WORD_TRUE } },
	{ "a pair whose daemons restart one by one, and whose administrator "
	  "says truly who is off",
	    1, { .relay = RELAY_BOTH, .prompt = true, .restarts = true,
		.word = WORD_TRUE } },
	{ "a pair whose daemons restart one by one",
	    1, { .relay = RELAY_BOTH, .prompt = true, .restarts = true } },
	{ "a pair that decides at any time, and hears old words",
	    1, { .relay = RELAY_BOTH, .restarts = true, .late_words = true } },
};
/* clang-format on */

static void
search_pair(const struct pair *pair)
{
	static struct found found;
	char sentence[120];
	unsigned faults = wishes.faults - (unsigned)pair->fewer;

	rules = pair->rules;
	/* Not for the story: for that a search that finds one is run again. */
	search_all(2, faults, UINT64_MAX, false, &found);
	snprintf(sentence, sizeof(sentence), "%s, %u faults", pair->sentence,
	    faults);
	if (found.violation != NULL)
		search_all(2, faults, WORLDS_MAX, true, &found);
	expect_none(sentence, &found);
}

/* With fewer faults: every way into every world is followed. */
static void
compare_pair(const struct pair *pair)
{
	static struct found found;
	char sentence[120];

	rules = pair->rules;
	snprintf(sentence, sizeof(sentence), "worlds are told apart: %s",
	    pair->sentence);
	search_alike(2, 2, &found);
	expect_none(sentence, &found);
}

static void
walk(unsigned nnodes, const char *sentence)
{
	static struct found found;

	rules = (struct rules){ .relay = RELAY_BOTH,
		.restarts = true,
		.late_words = true,
		.word = WORD_TRUE };
	search_walk(nnodes, 10, wishes.seed, wishes.seconds, &found);
	expect_none(sentence, &found);
}

/* What must go on. */

static void
happen(struct world *world, enum event_kind kind, unsigned a, unsigned b)
{
	struct event event = { kind, a, b };

	world_happen(world, &event);
	(void)world_judge(world);
}

static bool
somebody_acts(const struct world *world)
{
	for (unsigned i = 0; i < world->n; i++)
		if (world_is_acting(world, i))
			return true;
	return false;
}

/* Every fault by itself. */
static bool
one_fault_stops_nobody(void)
{
	struct event events[EVENTS_MAX];
	struct world first;
	bool good = true;
	unsigned n;

	world_begin(&first, 2, 1);
	n = world_events(&first, events);
	for (unsigned e = 0; e < n; e++) {
		struct world world = first;
		char text[80];

		if (events[e].kind >= EVENT_FIRST_FREE)
			continue;
		world_happen(&world, &events[e]);
		world_settle(&world);
		if (somebody_acts(&world))
			continue;
		world_tell(&events[e], text, sizeof(text));
		printf("        nobody acts after: %s\n", text);
		good = false;
	}
	return good;
}

static bool
the_gateway_dies_and_nothing_happens(void)
{
	struct world world;

	world_begin(&world, 2, 9);
	happen(&world, EVENT_GATEWAYS, 0, 0);
	world_settle(&world);
	return world_is_acting(&world, 0) && world_is_acting(&world, 1);
}

static bool
begins_with_a_survivor_that_stops(struct world *world)
{
	world_begin(world, 2, 9);
	happen(world, EVENT_GATEWAYS, 0, 0);
	happen(world, EVENT_POWER_OFF, 1, 0);
	world_settle(world);
	return !world_is_acting(world, 0);
}

static bool
without_gateway_the_survivor_stops_until_the_other_returns(void)
{
	struct world world;
	bool stopped = begins_with_a_survivor_that_stops(&world);

	happen(&world, EVENT_BOOT, 1, 0);
	world_settle(&world);
	return stopped && world_is_acting(&world, 0);
}

static bool
the_survivor_goes_on_when_an_administrator_says_so(void)
{
	struct world world;
	bool stopped = begins_with_a_survivor_that_stops(&world);

	happen(&world, EVENT_SAY, 0, 0);
	world_settle(&world);
	return stopped && world_is_acting(&world, 0);
}

static bool
it_goes_on_by_that_word_though_its_device_was_started_since(void)
{
	struct world world;
	bool stopped = begins_with_a_survivor_that_stops(&world);

	happen(&world, EVENT_RESTART, 0, 0);
	happen(&world, EVENT_DECIDE, 0, 0);
	happen(&world, EVENT_SAY, 0, 0);
	world_settle(&world);
	return stopped && world_is_acting(&world, 0);
}

static bool
the_survivor_goes_on_when_the_gateway_dies_later(void)
{
	static const struct event time = { EVENT_TICK, 0, 0 };
	struct world world;

	world_begin(&world, 2, 9);
	happen(&world, EVENT_POWER_OFF, 1, 0);
	happen(&world, EVENT_RING, 1, 0);
	happen(&world, EVENT_DECIDE, 0, 0);
	for (unsigned i = 0; i < 4; i++)
		world_happen(&world, &time);
	/* It may act; its keeper has not written so yet, and forgets it. */
	happen(&world, EVENT_GATEWAYS, 0, 0);
	happen(&world, EVENT_KEEPER, 0, 0);
	world_settle(&world);
	return world_is_acting(&world, 0);
}

static bool
the_lone_survivor_goes_on_after_a_reboot(void)
{
	struct world world;

	world_begin(&world, 2, 9);
	happen(&world, EVENT_POWER_OFF, 1, 0);
	world_settle(&world);
	happen(&world, EVENT_POWER_OFF, 0, 0);
	happen(&world, EVENT_BOOT, 0, 0);
	world_settle(&world);
	return world_is_acting(&world, 0);
}

static bool
who_was_not_in_the_last_view_waits_for_who_was(void)
{
	struct world world;
	bool waited;

	world_begin(&world, 2, 9);
	happen(&world, EVENT_POWER_OFF, 1, 0);
	world_settle(&world);
	happen(&world, EVENT_POWER_OFF, 0, 0);
	happen(&world, EVENT_BOOT, 1, 0);
	world_settle(&world);
	waited = !world_is_acting(&world, 1);
	happen(&world, EVENT_BOOT, 0, 0);
	world_settle(&world);
	return waited && world_is_acting(&world, 0) &&
	       world_is_acting(&world, 1);
}

static bool
both_rebooted_come_back(void)
{
	struct world world;

	world_begin(&world, 2, 9);
	for (unsigned i = 0; i < 2; i++)
		happen(&world, EVENT_POWER_OFF, i, 0);
	for (unsigned i = 0; i < 2; i++)
		happen(&world, EVENT_BOOT, i, 0);
	world_settle(&world);
	return world_is_acting(&world, 0) && world_is_acting(&world, 1);
}

static bool
of_two_halves_of_four_exactly_one_acts(void)
{
	struct world world;

	world_begin(&world, 4, 9);
	happen(&world, EVENT_SPLIT, 3, 0);
	world_settle(&world);
	return world_is_acting(&world, 0) && world_is_acting(&world, 1) &&
	       !world_is_acting(&world, 2) && !world_is_acting(&world, 3);
}

/* One sees first that all are due, and looks again before the other does. */
static bool
of_a_half_that_may_act_nobody_gives_up(void)
{
	static const struct event time = { EVENT_TICK, 0, 0 };
	struct world world;
	bool is_one_first = false;

	world_begin(&world, 4, 9);
	happen(&world, EVENT_SPLIT, 3, 0);
	happen(&world, EVENT_RING, 12, 0);
	happen(&world, EVENT_RING, 3, 0);
	for (unsigned i = 0; i < 4; i++)
		happen(&world, EVENT_DECIDE, i, 0);
	for (unsigned i = 0; i < 8 && !is_one_first; i++) {
		world_happen(&world, &time);
		is_one_first =
		    world.nodes[1].may_act && !world.nodes[0].may_act;
	}
	happen(&world, EVENT_DECIDE, 1, 0);
	world_settle(&world);
	return is_one_first && world_is_acting(&world, 0) &&
	       world_is_acting(&world, 1);
}

static bool
a_half_of_four_goes_on_when_the_other_loses_its_power(void)
{
	struct world world;

	world_begin(&world, 4, 9);
	happen(&world, EVENT_POWER_OFF, 0, 0);
	happen(&world, EVENT_POWER_OFF, 1, 0);
	world_settle(&world);
	return world_is_acting(&world, 2) && world_is_acting(&world, 3);
}

struct promise {
	const char *sentence;
	bool (*holds)(void);
	enum seam without; /* what it does not hold without; NOTHING: none */
};

static const struct promise promises[] = {
	{ "one fault stops nobody", one_fault_stops_nobody, SEAM_NOTHING },
	{ "the gateway dies and nothing happens",
	    the_gateway_dies_and_nothing_happens, SEAM_NOTHING },
	{ "without gateway the survivor stops until the other returns",
	    without_gateway_the_survivor_stops_until_the_other_returns,
	    SEAM_NO_GATEWAY },
	{ "the survivor goes on when an administrator says who is off",
	    the_survivor_goes_on_when_an_administrator_says_so, SEAM_NO_WORD },
	{ "it goes on by that word though its device was started since",
	    it_goes_on_by_that_word_though_its_device_was_started_since,
	    SEAM_NO_WORD },
	{ "the survivor goes on when the gateway dies later",
	    the_survivor_goes_on_when_the_gateway_dies_later, SEAM_NO_LATCH },
	{ "the lone survivor goes on after a reboot",
	    the_lone_survivor_goes_on_after_a_reboot, SEAM_NO_VIEW_OF_ONE },
	{ "who was not in the last view waits for who was",
	    who_was_not_in_the_last_view_waits_for_who_was, SEAM_NOTHING },
	{ "both rebooted come back", both_rebooted_come_back, SEAM_NOTHING },
	{ "of two halves of four exactly one acts",
	    of_two_halves_of_four_exactly_one_acts, SEAM_NO_SILENCE },
	{ "of a half that may act nobody gives up",
	    of_a_half_that_may_act_nobody_gives_up, SEAM_NOTHING },
	{ "a half of four goes on when the other loses its power",
	    a_half_of_four_goes_on_when_the_other_loses_its_power,
	    SEAM_NOTHING },
};

static void
keep(const struct promise *promise)
{
	bool good, noticed = true;

	rules = (struct rules){
		.relay = RELAY_BOTH, .prompt = true, .restarts = true
	};
	good = promise->holds();
	if (promise->without != SEAM_NOTHING) {
		seam_left_out = promise->without;
		noticed = !promise->holds();
		seam_left_out = SEAM_NOTHING;
	}
	count(good && noticed, promise->sentence,
	    noticed ? "" : ", and without its rule as well");
}

static char **
read_wishes(char **argv)
{
	for (argv++; *argv != NULL && (*argv)[0] == '-'; argv++) {
		if (strcmp(*argv, "--story") == 0)
			wishes.story = true;
		else if (argv[1] == NULL)
			break;
		else if (strcmp(*argv, "--faults") == 0)
			wishes.faults = (unsigned)atoi(*++argv);
		else if (strcmp(*argv, "--seconds") == 0)
			wishes.seconds = atof(*++argv);
		else if (strcmp(*argv, "--seed") == 0)
			wishes.seed = strtoull(*++argv, NULL, 0) | 1;
		else
			break;
	}
	return argv;
}

int
main(int argc, char **argv)
{
	char **names = read_wishes(argv);

	(void)argc;
	if (*names != NULL && (*names)[0] == '-') {
		fprintf(stderr, "votesim: %s makes no sense here\n", *names);
		return 2;
	}
	for (size_t i = 0; i < sizeof(promises) / sizeof(promises[0]); i++)
		if (is_wanted(names, promises[i].sentence))
			keep(&promises[i]);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (is_wanted(names, rows[i].sentence))
			expect_loss(&rows[i]);
	for (size_t i = 0; i < sizeof(stated) / sizeof(stated[0]); i++)
		if (is_wanted(names, stated[i].sentence))
			expect_loss(&stated[i]);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (is_wanted(names, pairs[i].sentence))
			search_pair(&pairs[i]);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (is_wanted(names, "worlds are told apart"))
			compare_pair(&pairs[i]);
	if (is_wanted(names, "three nodes, random walks"))
		walk(3, "three nodes, random walks");
	if (is_wanted(names, "four nodes, random walks"))
		walk(4, "four nodes, random walks");
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
