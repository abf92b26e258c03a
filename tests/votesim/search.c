/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/votesim/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Open addressing; 0 is an empty place. */
struct seen {
	uint64_t *places;
	size_t size, n;
};

static void *
need(void *memory)
{
	if (memory != NULL)
		return memory;
	fprintf(stderr, "votesim: out of memory\n");
	exit(2);
}

static bool
put(uint64_t *places, size_t size, uint64_t hash)
{
	size_t at = (size_t)hash & (size - 1);

	while (places[at] != 0 && places[at] != hash)
		at = (at + 1) & (size - 1);
	if (places[at] == hash)
		return false;
	places[at] = hash;
	return true;
}

static void
grow(struct seen *seen)
{
	size_t size = seen->size * 2;
	uint64_t *places = need(calloc(size, sizeof(*places)));

	for (size_t i = 0; i < seen->size; i++)
		if (seen->places[i] != 0)
			(void)put(places, size, seen->places[i]);
	free(seen->places);
	seen->places = places;
	seen->size = size;
}

static bool
is_new(struct seen *seen, uint64_t hash)
{
	if (seen->n > seen->size / 8 * 7)
		grow(seen);
	if (!put(seen->places, seen->size, hash == 0 ? 1 : hash))
		return false;
	seen->n++;
	return true;
}

/* A world, and how it was reached from one of the step before. */
struct reached {
	uint32_t parent;
	struct event by;
};

struct worlds {
	struct world *at;
	size_t n, size;
};

static void
append(struct worlds *worlds, const struct world *world)
{
	if (worlds->n == worlds->size) {
		worlds->size = worlds->size == 0 ? 1024 : worlds->size * 2;
		worlds->at = need(
		    realloc(worlds->at, worlds->size * sizeof(worlds->at[0])));
	}
	worlds->at[worlds->n++] = *world;
}

struct ways {
	struct reached *at;
	size_t n, size;
};

static void
append_way(struct ways *ways, uint32_t parent, const struct event *by)
{
	if (ways->n == ways->size) {
		ways->size = ways->size == 0 ? 1024 : ways->size * 2;
		ways->at =
		    need(realloc(ways->at, ways->size * sizeof(ways->at[0])));
	}
	ways->at[ways->n++] = (struct reached){ parent, *by };
}

static void
remember_story(const struct ways *ways, uint32_t last, const struct event *by,
    struct found *found)
{
	unsigned n = 0;

	found->steps[n++] = *by;
	for (uint32_t at = last; at != 0 && n < STORY_MAX;
	     at = ways->at[at].parent)
		found->steps[n++] = ways->at[at].by;
	for (unsigned i = 0; i < n / 2; i++) {
		struct event step = found->steps[i];

		found->steps[i] = found->steps[n - 1 - i];
		found->steps[n - 1 - i] = step;
	}
	found->nsteps = n;
}

struct layers {
	struct seen seen;
	struct worlds here, next;
	struct ways ways;
	bool with_story;
	size_t first; /* the number of here.at[0] among all */
};

/* All worlds that follow one; false when one of them must not be. */
static bool
expand(struct layers *layers, size_t i, struct found *found)
{
	struct event events[EVENTS_MAX];
	unsigned n = world_events(&layers->here.at[i], events);
	uint32_t parent = (uint32_t)(layers->first + i);

	for (unsigned e = 0; e < n; e++) {
		struct world world = layers->here.at[i];

		world_happen(&world, &events[e]);
		found->violation = world_judge(&world);
		if (found->violation != NULL) {
			if (layers->with_story)
				remember_story(
				    &layers->ways, parent, &events[e], found);
			return false;
		}
		if (!is_new(&layers->seen, world_hash(&world)))
			continue;
		append(&layers->next, &world);
		if (layers->with_story)
			append_way(&layers->ways, parent, &events[e]);
	}
	return true;
}

/* Breadth first: a story that is found is a shortest one. */
static void
search_broad(struct layers *layers, uint64_t limit, struct found *found)
{
	while (layers->next.n > 0 && layers->seen.n < limit) {
		struct worlds swap = layers->here;

		layers->here = layers->next;
		layers->next = swap;
		layers->next.n = 0;
		for (size_t i = 0; i < layers->here.n; i++)
			if (!expand(layers, i, found))
				return;
		layers->first += layers->here.n;
	}
	found->is_complete = layers->next.n == 0;
}

/* Who was reached last is next: few worlds wait at any time. */
static void
search_deep(struct layers *layers, struct found *found)
{
	struct world world;

	layers->here = (struct worlds){ .at = &world, .n = 1 };
	while (layers->next.n > 0) {
		world = layers->next.at[--layers->next.n];
		if (!expand(layers, 0, found))
			break;
	}
	found->is_complete = layers->next.n == 0;
	layers->here.at = NULL;
}

void
search_all(unsigned nnodes, unsigned budget, uint64_t limit, bool with_story,
    struct found *ret_found)
{
	static const struct event none;
	struct layers layers = { .with_story = with_story };
	struct world world;

	memset(ret_found, 0, sizeof(*ret_found));
	layers.seen.size = 1 << 16;
	layers.seen.places =
	    need(calloc(layers.seen.size, sizeof(*layers.seen.places)));
	world_begin(&world, nnodes, budget);
	(void)is_new(&layers.seen, world_hash(&world));
	append(&layers.next, &world);
	append_way(&layers.ways, 0, &none);
	if (with_story)
		search_broad(&layers, limit, ret_found);
	else
		search_deep(&layers, ret_found);
	ret_found->nworlds = layers.seen.n;
	free(layers.seen.places);
	free(layers.here.at);
	free(layers.next.at);
	free(layers.ways.at);
}

/* What may follow, whatever the order and however often; the world itself is
 * nothing new. */
static uint64_t
future(const struct world *world)
{
	struct event events[EVENTS_MAX];
	uint64_t hashes[EVENTS_MAX], self = world_hash(world), sum = 0;
	unsigned n = world_events(world, events);

	for (unsigned e = 0; e < n; e++) {
		struct world next = *world;
		bool is_known = false;

		world_happen(&next, &events[e]);
		(void)world_judge(&next);
		hashes[e] = world_hash(&next);
		for (unsigned i = 0; i < e; i++)
			is_known |= hashes[i] == hashes[e];
		if (!is_known && hashes[e] != self)
			sum += hashes[e];
	}
	return sum;
}

/* A world's hash and future in one: known when both are. */
static uint64_t
fate(const struct world *world)
{
	return world_hash(world) * 31 + future(world);
}

void
search_alike(unsigned nnodes, unsigned budget, struct found *ret_found)
{
	struct seen hashes = { .size = 1 << 16 }, fates = { .size = 1 << 16 };
	struct worlds waiting = { .n = 0 };
	struct world world;

	memset(ret_found, 0, sizeof(*ret_found));
	hashes.places = need(calloc(hashes.size, sizeof(*hashes.places)));
	fates.places = need(calloc(fates.size, sizeof(*fates.places)));
	world_begin(&world, nnodes, budget);
	append(&waiting, &world);
	while (waiting.n > 0 && ret_found->violation == NULL) {
		struct event events[EVENTS_MAX];
		struct world from = waiting.at[--waiting.n];
		unsigned n = world_events(&from, events);
		bool is_new_hash = is_new(&hashes, world_hash(&from));

		if (is_new(&fates, fate(&from)) != is_new_hash)
			ret_found->violation = "two worlds that are told to be "
					       "one go on differently";
		for (unsigned e = 0; is_new_hash && e < n; e++) {
			world = from;
			world_happen(&world, &events[e]);
			(void)world_judge(&world);
			append(&waiting, &world);
		}
	}
	ret_found->nworlds = hashes.n;
	ret_found->is_complete = waiting.n == 0;
	free(hashes.places);
	free(fates.places);
	free(waiting.at);
}

static uint64_t
draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Faults are rarer than what follows from them. */
static const struct event *
choose(const struct event events[], unsigned n, uint64_t *seed)
{
	unsigned nfaults = 0;

	while (nfaults < n && events[nfaults].kind < EVENT_FIRST_FREE)
		nfaults++;
	if (nfaults > 0 && draw(seed) % 8 == 0)
		return &events[draw(seed) % nfaults];
	return &events[nfaults + draw(seed) % (n - nfaults)];
}

/* Of work: a busy host must not make a search shorter. */
static double
worked_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void
search_walk(unsigned nnodes, unsigned budget, uint64_t seed, double seconds,
    struct found *ret_found)
{
	double until = worked_s() + seconds;
	struct event events[EVENTS_MAX];
	struct world world;

	memset(ret_found, 0, sizeof(*ret_found));
	for (uint64_t walk = 0; walk % 64 != 0 || worked_s() < until; walk++) {
		rules.prompt = draw(&seed) % 2;
		world_begin(&world, nnodes, budget);
		for (unsigned step = 0; step < STORY_MAX; step++) {
			unsigned n = world_events(&world, events);

			ret_found->steps[step] = *choose(events, n, &seed);
			world_happen(&world, &ret_found->steps[step]);
			ret_found->nworlds++;
			ret_found->violation = world_judge(&world);
			ret_found->nsteps = step + 1;
			if (ret_found->violation != NULL)
				return;
		}
	}
	ret_found->nsteps = 0;
}

void
search_tell(const struct found *found)
{
	char text[80];

	for (unsigned i = 0; i < found->nsteps; i++) {
		world_tell(&found->steps[i], text, sizeof(text));
		printf("        %s\n", text);
	}
	printf("        => %s\n", found->violation);
}
