/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
history_init(struct history *history)
{
	memset(history, 0, sizeof(*history));
}

void
history_done(struct history *history)
{
	free(history->attempts);
	free(history->acks_ms);
	history_init(history);
}

static bool
refuse(const char **ret_why, const char *sentence)
{
	*ret_why = sentence;
	return false;
}

static struct attempt *
append(struct history *history)
{
	if (history->nattempts == history->room) {
		size_t room = history->room ? 2 * history->room : 1024;

		history->attempts = reallocarray(
		    history->attempts, room, sizeof(*history->attempts));
		if (history->attempts == NULL)
			abort();
		history->room = room;
	}
	return memset(&history->attempts[history->nattempts++], 0,
	    sizeof(struct attempt));
}

static bool
take_first(struct history *history, const char *line, const char **ret_why)
{
	int end = 0;

	if (sscanf(line, "writer %" SCNd64 " %" SCNd64 "%n", &history->run,
		&history->begin_ms, &end) != 2 ||
	    line[end] != '\0' || history->run <= 0)
		return refuse(ret_why, "the first line is no journal's");
	history->end_ms = history->begin_ms;
	return true;
}

static bool
take_try(
    struct history *history, const struct attempt *told, const char **ret_why)
{
	if (history->busy[told->session] != 0)
		return refuse(ret_why, "a try before the last one has ended");
	*append(history) = *told;
	history->busy[told->session] = history->nattempts;
	return true;
}

static bool
take_outcome(
    struct history *history, const struct attempt *told, const char **ret_why)
{
	size_t place = history->busy[told->session];
	struct attempt *attempt;

	if (place == 0 || history->attempts[place - 1].seq != told->seq)
		return refuse(ret_why, "an outcome of what was not tried");
	attempt = &history->attempts[place - 1];
	attempt->ended_ms = told->ended_ms;
	attempt->outcome = told->outcome;
	history->busy[told->session] = 0;
	history->nacks += told->outcome == OUTCOME_OK;
	return true;
}

bool
history_line(struct history *history, const char *line, const char **ret_why)
{
	struct attempt told = { 0 };
	char word[16];
	int64_t ms;

	if (history->run == 0)
		return take_first(history, line, ret_why);
	if (sscanf(line, "%15s %u %" SCNu64 " %" SCNd64, word, &told.session,
		&told.seq, &ms) != 4)
		return refuse(ret_why, "a line that says nothing");
	if (told.session > SESSIONS_MAX)
		return refuse(ret_why, "a session that does not exist");
	history->end_ms = ms;
	if (strcmp(word, "try") == 0) {
		told.begun_ms = ms;
		return take_try(history, &told, ret_why);
	}
	if (!outcome_parse(word, &told.outcome))
		return refuse(ret_why, "an outcome that does not exist");
	told.ended_ms = ms;
	return take_outcome(history, &told, ret_why);
}

static int
compare_ms(const void *a, const void *b)
{
	const int64_t *one = a, *two = b;

	return (*one > *two) - (*one < *two);
}

void
history_sort(struct history *history)
{
	size_t n = 0;

	free(history->acks_ms);
	history->acks_ms = calloc(history->nacks + 1, sizeof(int64_t));
	if (history->acks_ms == NULL)
		abort();
	for (size_t i = 0; i < history->nattempts; i++)
		if (history->attempts[i].outcome == OUTCOME_OK)
			history->acks_ms[n++] = history->attempts[i].ended_ms;
	qsort(history->acks_ms, n, sizeof(int64_t), compare_ms);
	if (history->nattempts > 0)
		qsort(history->attempts, history->nattempts,
		    sizeof(struct attempt), attempt_cmp);
}
