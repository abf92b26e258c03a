/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/param.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ocf/why.h"

/* A value as its row understands it. */
union value {
	const char *text;
	bool flag;
	unsigned number;
};

static const struct {
	const char *word;
	bool flag;
} flag_words[] = {
	{ "true", true },
	{ "yes", true },
	{ "on", true },
	{ "1", true },
	{ "false", false },
	{ "no", false },
	{ "off", false },
	{ "0", false },
};

/* The ways Pacemaker lets a time be written, in thousandths. */
static const struct {
	const char *word;
	uint64_t ms;
} time_units[] = {
	{ "", 1000 },
	{ "s", 1000 },
	{ "sec", 1000 },
	{ "ms", 1 },
	{ "msec", 1 },
	{ "m", 60 * 1000 },
	{ "min", 60000 },
	{ "h", 3600 * 1000 },
	{ "hr", 3600 * 1000 },
};

/* Of a value that is refused: the objection behind it must have room. */
#define SHOWN_MAX 128

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Digits only, up to nine of them, so that nothing below can overflow. */
static const char *
parse_digits(const char *text, uint64_t *ret_number)
{
	const char *p = text;

	for (*ret_number = 0; *p >= '0' && *p <= '9'; p++) {
		if (p - text == 9)
			return NULL;
		*ret_number = *ret_number * 10 + (uint64_t)(*p - '0');
	}
	return p == text ? NULL : p;
}

static bool
parse_flag(const char *text, bool *ret_flag)
{
	for (size_t i = 0; i < COUNT(flag_words); i++) {
		if (strcasecmp(text, flag_words[i].word) == 0) {
			*ret_flag = flag_words[i].flag;
			return true;
		}
	}
	return false;
}

static bool
parse_count(const char *text, unsigned *ret_count)
{
	uint64_t number;
	const char *end = parse_digits(text, &number);

	if (end == NULL || *end != '\0')
		return false;
	*ret_count = (unsigned)number;
	return true;
}

/* "500ms" is no number of whole seconds, and refused rather than rounded. */
static bool
parse_seconds(const char *text, unsigned *ret_s)
{
	uint64_t number;
	const char *unit = parse_digits(text, &number);

	for (size_t i = 0; unit != NULL && i < COUNT(time_units); i++) {
		uint64_t ms = number * time_units[i].ms;

		if (strcasecmp(unit, time_units[i].word) != 0)
			continue;
		if (ms % 1000 != 0 || ms / 1000 > UINT32_MAX)
			return false;
		*ret_s = (unsigned)(ms / 1000);
		return true;
	}
	return false;
}

static bool
is_one_of(const char *text, const char *choices)
{
	size_t length = strlen(text);

	for (const char *p = choices; *p != '\0';) {
		size_t word = strcspn(p, " ");

		if (word == length && strncmp(p, text, length) == 0)
			return true;
		p += word;
		p += strspn(p, " ");
	}
	return false;
}

/* NULL, or the rest of a sentence that begins with the value. */
static const char *
parse_by_type(const struct param *row, const char *text, union value *ret_value)
{
	switch (row->type) {
	case PARAM_TEXT:
		ret_value->text = text;
		return NULL;
	case PARAM_FLAG:
		return parse_flag(text, &ret_value->flag)
			   ? NULL
			   : "is neither true nor false";
	case PARAM_COUNT:
		return parse_count(text, &ret_value->number)
			   ? NULL
			   : "is no whole number";
	case PARAM_SECONDS:
		return parse_seconds(text, &ret_value->number)
			   ? NULL
			   : "is no time in whole seconds";
	case PARAM_CHOICE:
		ret_value->text = text;
		return is_one_of(text, row->choices) ? NULL
						     : "is none of the choices";
	}
	return "has a type unknown to this program";
}

static bool
is_out_of_range(const struct param *row, const union value *value)
{
	return (row->type == PARAM_COUNT || row->type == PARAM_SECONDS) &&
	       (value->number < row->min || value->number > row->max);
}

static bool
parse(const struct param *row, const char *text, union value *ret_value,
    struct why *why)
{
	const char *objection = parse_by_type(row, text, ret_value);
	const char *cut = strlen(text) > SHOWN_MAX ? "..." : "";

	if (objection == NULL && is_out_of_range(row, ret_value)) {
		why_set(why,
		    "parameter %s: \"%.*s%s\" is not between %u and %u%s",
		    row->name, SHOWN_MAX, text, cut, row->min, row->max,
		    row->type == PARAM_SECONDS ? " seconds" : "");
		return false;
	}
	if (objection == NULL && row->objection != NULL)
		objection = row->objection(text);
	if (objection == NULL)
		return true;
	why_set(why, "parameter %s: \"%.*s%s\" %s%s%s", row->name, SHOWN_MAX,
	    text, cut, objection, row->type == PARAM_CHOICE ? ": " : "",
	    row->type == PARAM_CHOICE ? row->choices : "");
	return false;
}

/* A row's own fallback; an empty one is a text that nobody has objections to.
 */
static bool
fall_back(const struct param *row, union value *ret_value, struct why *why)
{
	if (row->fallback == NULL) {
		why_set(
		    why, "parameter %s is required, but not given", row->name);
		return false;
	}
	if (row->fallback[0] == '\0' &&
	    (row->type == PARAM_TEXT || row->type == PARAM_CHOICE)) {
		ret_value->text = row->fallback;
		return true;
	}
	return parse(row, row->fallback, ret_value, why);
}

static size_t
field_size(enum param_type type)
{
	switch (type) {
	case PARAM_TEXT:
	case PARAM_CHOICE:
		return sizeof(const char *);
	case PARAM_FLAG:
		return sizeof(bool);
	case PARAM_COUNT:
	case PARAM_SECONDS:
		return sizeof(unsigned);
	}
	return SIZE_MAX;
}

/*
 * One row to its value.  With lenient, a value that does not fit gives way to
 * the fallback, if there is one; the sentence about it stays.
 */
static bool
read_row(const struct param *row, const char *(*lookup)(const char *name),
    bool lenient, union value *ret_value, struct why *why)
{
	const char *text = lookup(row->name);

	if (text == NULL || text[0] == '\0')
		return fall_back(row, ret_value, why);
	if (parse(row, text, ret_value, why))
		return true;
	return lenient && row->fallback != NULL &&
	       fall_back(row, ret_value, NULL);
}

/* Twice, since nothing is written before all has been found good. */
static bool
read_rows(const struct param *rows, size_t nrows,
    const char *(*lookup)(const char *name), bool lenient, void *ret_values,
    size_t values_size, struct why *why)
{
	union value value;

	for (size_t i = 0; i < nrows; i++) {
		if (rows[i].offset + field_size(rows[i].type) > values_size) {
			why_set(why, "parameter %s has no field", rows[i].name);
			return false;
		}
		if (!read_row(&rows[i], lookup, lenient, &value, why))
			return false;
	}
	for (size_t i = 0; i < nrows; i++) {
		read_row(&rows[i], lookup, lenient, &value, NULL);
		memcpy((char *)ret_values + rows[i].offset, &value,
		    field_size(rows[i].type));
	}
	return true;
}

bool
param_read(const struct param *rows, size_t nrows,
    const char *(*lookup)(const char *name), void *ret_values,
    size_t values_size, struct why *why)
{
	return read_rows(
	    rows, nrows, lookup, false, ret_values, values_size, why);
}

bool
param_read_what_fits(const struct param *rows, size_t nrows,
    const char *(*lookup)(const char *name), void *ret_values,
    size_t values_size, struct why *why)
{
	if (why != NULL)
		why->text[0] = '\0';
	return read_rows(
	    rows, nrows, lookup, true, ret_values, values_size, why);
}

const char *
param_from_environment(const char *name)
{
	char variable[128];
	int length =
	    snprintf(variable, sizeof(variable), "OCF_RESKEY_%s", name);

	if (length < 0 || (size_t)length >= sizeof(variable))
		return NULL;
	return getenv(variable);
}

/* "restart failover" -> "restart or failover" */
static void
list_choices(const char *choices, char *text, size_t size)
{
	size_t used = 0;

	for (const char *p = choices; *p != '\0' && used < size;) {
		int word = (int)strcspn(p, " ");
		const char *next = p + word + strspn(p + word, " ");
		int n = snprintf(text + used, size - used, "%s%.*s",
		    p == choices ? ""
		    : next[0]    ? ", "
				 : " or ",
		    word, p);

		used += n > 0 ? (size_t)n : 0;
		p = next;
	}
}

void
param_describe_values(const struct param *row, char *ret_text, size_t size)
{
	char choices[192] = "";

	ret_text[0] = '\0';
	switch (row->type) {
	case PARAM_TEXT:
	case PARAM_FLAG:
		break;
	case PARAM_COUNT:
		snprintf(ret_text, size, " A whole number from %u to %u.",
		    row->min, row->max);
		break;
	case PARAM_SECONDS:
		snprintf(ret_text, size,
		    " A time from %u to %u seconds, as in 30, 30s or 2min.",
		    row->min, row->max);
		break;
	case PARAM_CHOICE:
		list_choices(row->choices, choices, sizeof(choices));
		snprintf(ret_text, size, " One of %s.", choices);
		break;
	}
}
