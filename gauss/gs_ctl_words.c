/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/gs_ctl_words.h"

#include <stdbool.h>
#include <string.h>

struct line {
	const char *text;
	size_t length;
};

enum weight { WEIGHT_NONE, WEIGHT_OUTCOME, WEIGHT_REASON };

/* Lines that begin so tell how far it is, or where to look. */
static const char *const progress[] = {
	"gs_ctl start",
	"gs_ctl restart",
	"gs_ctl stop",
	"gs_ctl failover",
	"gs_ctl switchover",
	"gs_ctl full build",
	"gs_ctl incremental build",
	"gs_ctl auto build",
	"gs_ctl standby full build",
	"waiting for",
	"stopped waiting",
	"Examine the log output",
	"Is server running?",
	"waitpid ",
	"command [",
	"failover term",
	"done",
	"fopen ",
	"fprintf ",
	"fsync ",
	"Get repl_auth_mode",
	"build try host",
	"standby build try host",
	"current workdir",
	"set gaussdb state file",
	"Progress:",
	"Receive files",
	"Begin Receiving",
	"Finish Receiving",
	"begin ",
	"finish ",
	"starting ",
	"LOG:",
	"HINT:",
	"DETAIL:",
	"LOCATION:",
};

/* Lines that begin so tell that it failed or not, but not why. */
static const char *const outcomes[] = {
	"could not start server",
	"could not stop server",
	"failover failed",
	"failover completed",
	"inc build failed",
	"gs_rewind receive FATAL",
	"server started",
	"server stopped",
	"stop failed, killing gaussdb by force",
	"port conflict when start server",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
begins_with_one(
    const struct line *line, const char *const *words, size_t nwords)
{
	for (size_t i = 0; i < nwords; i++) {
		size_t n = strlen(words[i]);

		if (line->length >= n && strncmp(line->text, words[i], n) == 0)
			return true;
	}
	return false;
}

static bool
is_sentence(const struct line *line)
{
	bool has_word = false;

	for (size_t i = 0; i < line->length; i++)
		has_word |= (line->text[i] | 0x20) >= 'a' &&
			    (line->text[i] | 0x20) <= 'z';
	return has_word;
}

static enum weight
weigh(const struct line *line)
{
	if (!is_sentence(line) ||
	    begins_with_one(line, progress, COUNT(progress)))
		return WEIGHT_NONE;
	if (begins_with_one(line, outcomes, COUNT(outcomes)))
		return WEIGHT_OUTCOME;
	return WEIGHT_REASON;
}

static void
skip(struct line *line, size_t n)
{
	line->text += n;
	line->length -= n;
}

static void
skip_any(struct line *line, const char *characters)
{
	while (line->length > 0 && strchr(characters, *line->text) != NULL)
		skip(line, 1);
}

/* "[...]" at the beginning; false when there is none. */
static bool
skip_bracket(struct line *line)
{
	const char *end;

	if (line->length == 0 || *line->text != '[')
		return false;
	end = memchr(line->text, ']', line->length);
	if (end == NULL)
		return false;
	skip(line, (size_t)(end - line->text) + 1);
	return true;
}

/* Dots of waiting, and "[time][pid][node][program]: ". */
static void
skip_preface(struct line *line)
{
	struct line rest;
	bool whole = true;

	skip_any(line, ". \t");
	rest = *line;
	for (int i = 0; whole && i < 4; i++)
		whole = skip_bracket(&rest);
	if (whole && rest.length > 0 && *rest.text == ':') {
		skip(&rest, 1);
		skip_any(&rest, " \t");
		*line = rest;
	}
}

static void
drop_end(struct line *line)
{
	while (line->length > 0 &&
	       strchr(" \t.!", line->text[line->length - 1]) != NULL)
		line->length--;
}

/* A progress bar writes over its own line. */
static const char *
take_line(const char *p, struct line *ret_line)
{
	size_t n = strcspn(p, "\r\n");

	*ret_line = (struct line){ p, n };
	skip_preface(ret_line);
	drop_end(ret_line);
	return p[n] == '\0' ? NULL : p + n + 1;
}

void
gs_ctl_words_last(const char *output, char *ret_words, size_t size)
{
	struct line best = { "", 0 };
	enum weight best_weight = WEIGHT_NONE;

	for (const char *p = output; p != NULL;) {
		struct line line;
		enum weight weight;

		p = take_line(p, &line);
		weight = weigh(&line);
		if (weight == WEIGHT_NONE || weight < best_weight)
			continue;
		best = line;
		best_weight = weight;
	}
	if (best.length > size - 1)
		best.length = size - 1;
	memcpy(ret_words, best.text, best.length);
	ret_words[best.length] = '\0';
}
