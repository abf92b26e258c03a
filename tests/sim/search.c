/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/search.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/events.h"
#include "tests/sim/world.h"

#define WORDS  (sizeof(struct world) / 8)
#define PACKED (WORDS + WORDS / 64 + 1)

_Static_assert(sizeof(struct world) % 8 == 0, "a world is whole words");

/* How a world was reached: from which, and by what. */
struct origin {
	uint32_t from;
	struct sim_event event;
};

static struct origin *origins;
static uint64_t *seen;
static size_t nseen_places;

/* Worlds that wait to be looked at, mostly zeros: kept without them. */
struct wait {
	uint64_t *words;
	size_t first, end, capacity;
};

/* What is left over from earlier rounds tells nothing and is forgotten. */
static void
tidy(struct world *world)
{
	for (unsigned i = 0; i < world->nnodes; i++) {
		struct view *view = &world->nodes[i].view;

		if (view->phase != VIEW_ACTIVE || view->updating)
			continue;
		memset(&view->next, 0, sizeof(view->next));
		view->answered = 0;
		view->is_own = false;
		view->said = false;
	}
}

/* Of a world of two nodes, the third is nothing. */
static size_t
words_of(unsigned nnodes)
{
	return (offsetof(struct world, nodes) +
		   nnodes * sizeof(struct sim_node)) /
	       sizeof(uint64_t);
}

/* Mostly zeros, so these are told eight at a time. */
static bool
are_zero(const uint64_t *words, size_t n)
{
	uint64_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= words[i];
	return any == 0;
}

static size_t
pack(const struct world *world, uint64_t *ret_words)
{
	const uint64_t *words = (const uint64_t *)(const void *)world;
	size_t nwords = words_of(world->nnodes), n = 0;
	uint64_t *map = NULL;

	for (size_t i = 0; i < nwords; i += 8) {
		size_t end = i + 8 < nwords ? i + 8 : nwords;

		if (i % 64 == 0) {
			map = &ret_words[n++];
			*map = 0;
		}
		if (are_zero(words + i, end - i))
			continue;
		for (size_t j = i; j < end; j++)
			if (words[j] != 0) {
				*map |= UINT64_C(1) << j % 64;
				ret_words[n++] = words[j];
			}
	}
	return n;
}

static size_t
unpack(const uint64_t *packed, unsigned nnodes, struct world *ret_world)
{
	uint64_t *words = (uint64_t *)(void *)ret_world;
	size_t nwords = words_of(nnodes), n = 0;

	memset(ret_world, 0, sizeof(*ret_world));
	for (size_t i = 0; i < nwords; i += 64) {
		uint64_t map = packed[n++];

		for (; map != 0; map &= map - 1)
			words[i + (size_t)__builtin_ctzll(map)] = packed[n++];
	}
	return n;
}

static uint64_t
hash_of(const uint64_t *words, size_t n)
{
	uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);

	for (size_t i = 0; i < n; i++) {
		hash = (hash ^ words[i]) * UINT64_C(0xff51afd7ed558ccd);
		hash ^= hash >> 32;
	}
	return hash == 0 ? 1 : hash;
}

/* False when this world was seen before. */
static bool
is_new(uint64_t hash)
{
	size_t place = hash & (nseen_places - 1);

	while (seen[place] != 0) {
		if (seen[place] == hash)
			return false;
		place = (place + 1) & (nseen_places - 1);
	}
	seen[place] = hash;
	return true;
}

static void
make_room(struct wait *wait)
{
	if (wait->end + PACKED <= wait->capacity)
		return;
	if (wait->first > 0)
		memmove(wait->words, wait->words + wait->first,
		    (wait->end - wait->first) * sizeof(uint64_t));
	wait->end -= wait->first;
	wait->first = 0;
	if (wait->end + PACKED <= wait->capacity / 2)
		return;
	wait->capacity = wait->capacity * 2 + PACKED;
	wait->words = realloc(wait->words, wait->capacity * sizeof(uint64_t));
	if (wait->words == NULL)
		abort();
}

static void
append(struct wait *wait, const uint64_t *words, size_t n)
{
	make_room(wait);
	memcpy(wait->words + wait->end, words, n * sizeof(uint64_t));
	wait->end += n;
}

static void
begin(size_t limit)
{
	nseen_places = 1;
	while (nseen_places < limit * 2)
		nseen_places *= 2;
	seen = calloc(nseen_places, sizeof(*seen));
	origins = calloc(limit + 1, sizeof(*origins));
	if (seen == NULL || origins == NULL)
		abort();
	sim_violation = NULL;
	sim_forget_posts();
}

static void
end(struct wait *wait)
{
	free(wait->words);
	free(seen);
	free(origins);
}

static void
tell_story(
    const struct world *start, uint32_t last, const struct sim_event *event)
{
	char text[120];

	if (last != 0) {
		struct origin origin = origins[last];

		tell_story(start, origin.from, &origin.event);
	}
	sim_event_text(start, event, text, sizeof(text));
	printf("      %s\n", text);
}

static unsigned
depth_of(uint32_t number)
{
	unsigned depth = 0;

	for (; number != 0; number = origins[number].from)
		depth++;
	return depth;
}

/* Adds what is reached from a world; false at a violation. */
static bool
expand(const struct world *world, uint32_t number, size_t limit,
    struct found *found, struct wait *wait, struct sim_event *ret_event)
{
	static struct sim_event events[SIM_EVENTS_MAX];
	size_t n = sim_events(world, events);

	for (size_t i = 0; i < n && found->states < limit; i++) {
		static struct world next;
		uint64_t words[PACKED];
		size_t nwords;

		memcpy(
		    &next, world, words_of(world->nnodes) * sizeof(uint64_t));
		sim_happen(&next, &events[i]);
		*ret_event = events[i];
		if (sim_violation != NULL)
			return false;
		tidy(&next);
		nwords = pack(&next, words);
		if (!is_new(hash_of(words, nwords)))
			continue;
		origins[found->states++] = (struct origin){ number, events[i] };
		append(wait, words, nwords);
	}
	return true;
}

struct found
search_all(const struct world *start, size_t limit, bool tell)
{
	struct found found = { .states = 1 };
	struct wait wait = { 0 };
	struct world world = *start;
	struct sim_event event = { 0 };
	uint64_t words[PACKED];
	uint32_t number = 0;
	bool is_good = true;

	begin(limit);
	tidy(&world);
	append(&wait, words, pack(&world, words));
	for (; is_good && wait.first < wait.end && found.states < limit;
	     number++) {
		wait.first +=
		    unpack(wait.words + wait.first, start->nnodes, &world);
		is_good = expand(&world, number, limit, &found, &wait, &event);
	}
	found.is_complete = wait.first == wait.end;
	found.violation = sim_violation;
	found.depth = depth_of(number > 0 ? number - 1 : 0);
	if (sim_violation != NULL && tell)
		tell_story(start, number - 1, &event);
	end(&wait);
	return found;
}
