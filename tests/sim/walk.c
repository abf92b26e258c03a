/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/walk.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/sim/events.h"
#include "tests/sim/search.h"
#include "tests/sim/world.h"

#define STEPS_MAX 300

struct story {
	unsigned n;
	struct sim_event events[STEPS_MAX];
};

static struct story found_story;

static uint64_t
random_of(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Seeds and numbers that are neighbours give walks that are strangers. */
static uint64_t
state_of(uint64_t seed, uint64_t number)
{
	uint64_t x = seed * UINT64_C(0x9E3779B97F4A7C15) +
		     number * UINT64_C(0xD1B54A32D192ED03) + 1;

	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	x ^= x >> 31;
	return x == 0 ? 1 : x;
}

/*
 * First a kind of event, then one of that kind: otherwise the many ways of a
 * grant would crowd out everything else.
 */
static const struct sim_event *
choose(const struct sim_event *events, size_t n, uint64_t *state)
{
	unsigned count[SIM_KINDS] = { 0 }, kinds = 0, kind = 0;
	uint64_t pick;

	for (size_t i = 0; i < n; i++)
		kinds += count[events[i].kind]++ == 0;
	pick = random_of(state) % kinds;
	for (kind = 0; count[kind] == 0 || pick > 0; kind++)
		pick -= count[kind] > 0;
	pick = random_of(state) % count[kind];
	for (size_t i = 0;; i++)
		if (events[i].kind == kind && pick-- == 0)
			return &events[i];
}

/* Messages and writes go on by themselves, most of the time. */
static const struct sim_event *
prefer_progress(const struct sim_event *events, size_t n, uint64_t *state)
{
	uint64_t chance = random_of(state) % 8;

	for (size_t i = 0; chance > 1 && i < n; i++) {
		const struct sim_event *event = &events[(i + chance * 7) % n];

		if (event->kind == SIM_DELIVER || event->kind == SIM_WRITTEN)
			return event;
	}
	return choose(events, n, state);
}

static void
walk(const struct world *start, uint64_t state, struct story *ret_story)
{
	static struct sim_event events[SIM_EVENTS_MAX];
	struct world world = *start;

	ret_story->n = 0;
	sim_forget_posts();
	while (ret_story->n < STEPS_MAX && sim_violation == NULL) {
		size_t n = sim_events(&world, events);
		struct sim_event *event = &ret_story->events[ret_story->n];

		if (n == 0)
			break;
		*event = *prefer_progress(events, n, &state);
		ret_story->n++;
		sim_happen(&world, event);
	}
}

static bool
is_possible(const struct world *world, const struct sim_event *event)
{
	static struct sim_event events[SIM_EVENTS_MAX];
	size_t n = sim_events(world, events);

	for (size_t i = 0; i < n; i++)
		if (memcmp(&events[i], event, sizeof(*event)) == 0)
			return true;
	return false;
}

/* Does it still end in this violation, all steps being possible? */
static bool
leads_to(const struct world *start, struct story *story, const char *violation)
{
	struct world world = *start;

	sim_violation = NULL;
	sim_forget_posts();
	for (unsigned i = 0; i < story->n && sim_violation == NULL; i++) {
		if (!is_possible(&world, &story->events[i]))
			return false;
		sim_happen(&world, &story->events[i]);
		if (sim_violation != NULL)
			story->n = i + 1;
	}
	return sim_violation == violation;
}

static bool
is_shorter_without(const struct world *start, struct story *story,
    unsigned first, unsigned n, const char *violation)
{
	struct story shorter = *story;

	shorter.n = story->n - n;
	memmove(shorter.events + first, story->events + first + n,
	    (shorter.n - first) * sizeof(shorter.events[0]));
	if (!leads_to(start, &shorter, violation))
		return false;
	*story = shorter;
	return true;
}

/* Leaves out what the violation does not need, in ever smaller pieces. */
static void
shorten(const struct world *start, struct story *story)
{
	const char *violation = sim_violation;
	bool is_done = false;

	for (unsigned n = story->n / 2; !is_done; n = n > 1 ? n / 2 : 1) {
		unsigned before = story->n;

		for (unsigned i = 0; i + n <= story->n;)
			if (!is_shorter_without(start, story, i, n, violation))
				i++;
		is_done = n <= 1 && story->n == before;
	}
	sim_violation = violation;
}

struct found
walk_search(const struct world *start, const struct walk_plan *plan)
{
	struct found found = { .depth = STEPS_MAX };
	clock_t until = clock() + (clock_t)(plan->seconds * CLOCKS_PER_SEC);

	sim_violation = NULL;
	for (uint64_t i = 0;
	     sim_violation == NULL && (plan->nwalks == 0 || i < plan->nwalks) &&
	     clock() < until;
	     i++) {
		found.walk = (plan->first > 0 ? plan->first : 1) + i;
		walk(start, state_of(plan->seed, found.walk), &found_story);
		found.states += found_story.n;
		found.nwalks++;
	}
	found.violation = sim_violation;
	if (found.violation != NULL)
		shorten(start, &found_story);
	return found;
}

void
walk_tell(const struct world *start)
{
	for (unsigned i = 0; i < found_story.n; i++) {
		char text[120];

		sim_event_text(
		    start, &found_story.events[i], text, sizeof(text));
		printf("      %s\n", text);
	}
}
