/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - runs the cases.
 *
 *   sim                    all cases, in about a minute
 *   sim --deep             the searches go on to millions of worlds
 *   sim --seconds N        random walks take N seconds per number of nodes
 *   sim --seed S           of the random walks; printed
 *   sim --walk N           this random walk only
 *   sim --only TEXT        the cases whose sentence has the text
 *   sim --story            tells how each violation comes about
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sim/cases.h"
#include "tests/sim/search.h"
#include "tests/sim/walk.h"

#define MOST 1000000 /* worlds, where all are to be seen */
#define DEEP 4000000

struct options {
	bool is_deep;
	bool tells;
	double seconds;
	uint64_t seed, walk; /* walk 0: all */
	const char *only;
};

static bool
must_hold(const struct cases_row *row)
{
	return row->left_out == SIM_NOTHING_LEFT_OUT;
}

/* What must be found is looked for in the same walks every time. */
static struct walk_plan
plan_of(const struct cases_row *row, const struct options *options)
{
	if (!must_hold(row))
		return (struct walk_plan){ .seed = 1, .seconds = 120 };
	return (struct walk_plan){
		.seed = options->seed,
		.first = options->walk,
		.nwalks = options->walk > 0,
		.seconds = options->seconds,
	};
}

static struct found
search(const struct cases_row *row, const struct options *options)
{
	static struct world world;
	struct walk_plan plan = plan_of(row, options);
	bool tells = options->tells || must_hold(row);
	size_t limit = row->limit == 0 ? MOST : row->limit;
	struct found found;

	if (options->is_deep)
		limit = DEEP;
	cases_begin(row, &world);
	if (!cases_is_walk(row))
		return search_all(&world, limit, tells);
	found = walk_search(&world, &plan);
	if (found.violation != NULL && tells)
		walk_tell(&world);
	return found;
}

static void
print(const struct cases_row *row, const struct found *found, double seconds)
{
	printf("%s%s: %s; ", must_hold(row) ? "" : "without ", row->sentence,
	    found->violation != NULL ? found->violation : "no violation");
	if (cases_is_walk(row))
		printf("%" PRIu64 " walks, %zu steps", found->nwalks,
		    found->states);
	else if (found->is_complete)
		printf("all %zu worlds, %u steps deep", found->states,
		    found->depth);
	else
		printf("%zu worlds, all up to %u steps", found->states,
		    found->depth);
	printf(", %.1f s\n", seconds);
}

/* A search that should have been complete, and was not, has proved nothing. */
static bool
is_as_expected(const struct cases_row *row, const struct found *found)
{
	if (!must_hold(row))
		return found->violation != NULL;
	return found->violation == NULL &&
	       (row->limit > 0 || cases_is_walk(row) || found->is_complete);
}

struct sum {
	unsigned passed, failed;
	char again[2000]; /* how to see what failed again, told last */
};

static void
remember(const struct cases_row *row, const struct found *found,
    const struct options *options, struct sum *sum)
{
	size_t n = strlen(sum->again);

	sum->failed++;
	if (n + 200 > sizeof(sum->again))
		return;
	n += (size_t)snprintf(sum->again + n, sizeof(sum->again) - n,
	    "again: sim --only '%s' --story", row->sentence);
	if (cases_is_walk(row))
		n += (size_t)snprintf(sum->again + n, sizeof(sum->again) - n,
		    " --seed %" PRIu64 " --walk %" PRIu64, options->seed,
		    found->walk);
	snprintf(sum->again + n, sizeof(sum->again) - n, "\n");
}

static void
run(const struct cases_row *row, const struct options *options, struct sum *sum)
{
	clock_t begun = clock();
	struct found found = search(row, options);

	if (is_as_expected(row, &found)) {
		sum->passed++;
		printf("ok      ");
	} else {
		remember(row, &found, options, sum);
		printf("FAILED  ");
	}
	print(row, &found, (double)(clock() - begun) / CLOCKS_PER_SEC);
	fflush(stdout);
}

static bool
read_value(const char *name, const char *value, struct options *ret_options)
{
	if (strcmp(name, "--seconds") == 0)
		ret_options->seconds = strtod(value, NULL);
	else if (strcmp(name, "--seed") == 0)
		ret_options->seed = strtoull(value, NULL, 10);
	else if (strcmp(name, "--walk") == 0)
		ret_options->walk = strtoull(value, NULL, 10);
	else if (strcmp(name, "--only") == 0)
		ret_options->only = value;
	else
		return false;
	return true;
}

static bool
read_options(int argc, char **argv, struct options *ret_options)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--deep") == 0)
			ret_options->is_deep = true;
		else if (strcmp(argv[i], "--story") == 0)
			ret_options->tells = true;
		else if (i + 1 < argc &&
			 read_value(argv[i], argv[i + 1], ret_options))
			i++;
		else
			return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct options options = { .seconds = 5, .seed = (uint64_t)time(NULL) };
	struct sum sum = { 0 };

	if (!read_options(argc, argv, &options)) {
		fprintf(stderr, "usage: sim [--deep] [--story] [--seconds N] "
				"[--seed S] [--walk N] [--only TEXT]\n");
		return 2;
	}
	printf("seed %" PRIu64 "\n", options.seed);
	for (size_t i = 0; cases_row(i) != NULL; i++)
		if (options.only == NULL ||
		    strstr(cases_row(i)->sentence, options.only) != NULL)
			run(cases_row(i), &options, &sum);
	printf("%s%u passed, %u failed\n", sum.again, sum.passed, sum.failed);
	return sum.failed != 0;
}
