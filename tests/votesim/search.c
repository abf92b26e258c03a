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
	if (seen->n * 2 > seen->size)
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
	append(&layers.here, &world);
	append_way(&layers.ways, 0, &none);
	while (layers.here.n > 0 && layers.seen.n < limit) {
		struct worlds swap = layers.here;

		for (size_t i = 0; i < layers.here.n; i++)
			if (!expand(&layers, i, ret_found))
				goto out;
		layers.first += layers.here.n;
		layers.here = layers.next;
		layers.next = swap;
		layers.next.n = 0;
	}
	ret_found->is_complete = layers.here.n == 0;
out:
	ret_found->nworlds = layers.seen.n;
	free(layers.seen.places);
	free(layers.here.at);
	free(layers.next.at);
	free(layers.ways.at);
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
