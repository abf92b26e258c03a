/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/param.h"
#include "ocf/why.h"

struct values {
	const char *path;
	const char *mode;
	const char *note;
	unsigned tries;
	unsigned wait_s;
	bool flag;
};

static const char *
path_objection(const char *value)
{
	return value[0] == '/' ? NULL : "is no absolute path";
}

#define FIELD(field) .name = #field, .offset = offsetof(struct values, field)

static const struct param rows[] = {
	{ FIELD(path), .type = PARAM_TEXT, .objection = path_objection },
	{ FIELD(mode), .type = PARAM_CHOICE, .fallback = "restart",
	    .choices = "restart failover" },
	{ FIELD(note), .type = PARAM_TEXT, .fallback = "",
	    .objection = path_objection },
	{ FIELD(tries), .type = PARAM_COUNT, .fallback = "3", .min = 1,
	    .max = 20 },
	{ FIELD(wait_s), .type = PARAM_SECONDS, .fallback = "30s", .min = 0,
	    .max = 7200 },
	{ FIELD(flag), .type = PARAM_FLAG, .fallback = "no" },
};
#define NROWS (sizeof(rows) / sizeof(rows[0]))

/* What the user has written: one value differs from the good ones. */
static const char *given_name, *given_value;

static const char *
lookup(const char *name)
{
	if (given_name != NULL && strcmp(name, given_name) == 0)
		return given_value;
	return strcmp(name, "path") == 0 ? "/data" : NULL;
}

static bool
read_with(
    const char *name, const char *value, struct values *values, struct why *why)
{
	given_name = name;
	given_value = value;
	return param_read(rows, NROWS, lookup, values, sizeof(*values), why);
}

static bool
tries_becomes(const char *value, unsigned expected)
{
	struct values values = { .tries = 999 };

	return read_with("tries", value, &values, NULL) &&
	       values.tries == expected;
}

static bool
wait_becomes(const char *value, unsigned expected)
{
	struct values values = { .wait_s = 99999 };

	return read_with("wait_s", value, &values, NULL) &&
	       values.wait_s == expected;
}

static bool
flag_becomes(const char *value, bool expected)
{
	struct values values = { .flag = !expected };

	return read_with("flag", value, &values, NULL) &&
	       values.flag == expected;
}

/* Refused, nothing written, and the sentence says what is given here. */
static bool
refuses(const char *name, const char *value, const char *sentence)
{
	struct values values, before;
	struct why why = { "" };

	memset(&values, 0x5a, sizeof(values));
	before = values;
	if (read_with(name, value, &values, &why) ||
	    memcmp(&values, &before, sizeof(values)) != 0)
		return false;
	if (strcmp(why.text, sentence) != 0)
		printf("said: %s\n", why.text);
	return strcmp(why.text, sentence) == 0;
}

static void
what_is_not_given_falls_back(void)
{
	struct values values;

	CHECK(read_with(NULL, NULL, &values, NULL));
	CHECK(strcmp(values.path, "/data") == 0);
	CHECK(strcmp(values.mode, "restart") == 0);
	CHECK(strcmp(values.note, "") == 0);
	CHECK(values.tries == 3);
	CHECK(values.wait_s == 30);
	CHECK(!values.flag);
}

static void
an_empty_value_counts_as_not_given(void)
{
	CHECK(tries_becomes("", 3));
	CHECK(refuses("path", "", "parameter path is required, but not given"));
}

static void
a_required_parameter_must_be_given(void)
{
	CHECK(
	    refuses("path", NULL, "parameter path is required, but not given"));
}

static void
an_objection_ends_the_sentence(void)
{
	CHECK(refuses(
	    "path", "data", "parameter path: \"data\" is no absolute path"));
	CHECK(
	    refuses("note", "x", "parameter note: \"x\" is no absolute path"));
}

static void
counts_are_whole_numbers_in_their_range(void)
{
	CHECK(tries_becomes("1", 1));
	CHECK(tries_becomes("20", 20));
	CHECK(tries_becomes("007", 7));
	CHECK(refuses(
	    "tries", "0", "parameter tries: \"0\" is not between 1 and 20"));
	CHECK(refuses(
	    "tries", "21", "parameter tries: \"21\" is not between 1 and 20"));
	CHECK(refuses(
	    "tries", "-1", "parameter tries: \"-1\" is no whole number"));
	CHECK(refuses(
	    "tries", "3x", "parameter tries: \"3x\" is no whole number"));
	CHECK(refuses("tries", "4294967299",
	    "parameter tries: \"4294967299\" is no whole number"));
	CHECK(refuses(
	    "tries", " 3", "parameter tries: \" 3\" is no whole number"));
}

static void
times_are_written_as_pacemaker_has_them(void)
{
	CHECK(wait_becomes("20", 20));
	CHECK(wait_becomes("20s", 20));
	CHECK(wait_becomes("20sec", 20));
	CHECK(wait_becomes("2min", 120));
	CHECK(wait_becomes("2m", 120));
	CHECK(wait_becomes("1h", 3600));
	CHECK(wait_becomes("3000ms", 3));
	CHECK(wait_becomes("0", 0));
}

static void
a_time_that_is_not_whole_seconds_is_refused(void)
{
	CHECK(refuses("wait_s", "500ms",
	    "parameter wait_s: \"500ms\" is no time in whole seconds"));
	CHECK(refuses("wait_s", "2 min",
	    "parameter wait_s: \"2 min\" is no time in whole seconds"));
	CHECK(refuses("wait_s", "s",
	    "parameter wait_s: \"s\" is no time in whole seconds"));
	CHECK(refuses("wait_s", "3h",
	    "parameter wait_s: \"3h\" is not between 0 and 7200 seconds"));
	CHECK(refuses("wait_s", "999999999h",
	    "parameter wait_s: \"999999999h\" is no time in whole seconds"));
}

static void
flags_are_written_in_many_ways(void)
{
	CHECK(flag_becomes("true", true));
	CHECK(flag_becomes("Yes", true));
	CHECK(flag_becomes("on", true));
	CHECK(flag_becomes("1", true));
	CHECK(flag_becomes("FALSE", false));
	CHECK(flag_becomes("no", false));
	CHECK(flag_becomes("off", false));
	CHECK(flag_becomes("0", false));
	CHECK(refuses("flag", "maybe",
	    "parameter flag: \"maybe\" is neither true nor false"));
}

static void
a_choice_is_one_whole_word_of_the_list(void)
{
	struct values values = { .mode = NULL };

	CHECK(read_with("mode", "failover", &values, NULL));
	CHECK(strcmp(values.mode, "failover") == 0);
	CHECK(refuses("mode", "fail",
	    "parameter mode: \"fail\" is none of the choices: "
	    "restart failover"));
	CHECK(refuses("mode", "restart failover",
	    "parameter mode: \"restart failover\" is none of the choices: "
	    "restart failover"));
}

static void
an_unknown_type_and_a_missing_field_are_refused(void)
{
	const struct param odd = {
		.name = "odd", .type = (enum param_type)77, .fallback = "x"
	};
	const struct param far = { .name = "far",
		.type = PARAM_COUNT,
		.fallback = "1",
		.max = 9,
		.offset = sizeof(struct values) };
	struct values values;
	struct why why = { "" };

	given_name = NULL;
	CHECK(!param_read(&odd, 1, lookup, &values, sizeof(values), &why));
	CHECK(strstr(why.text, "odd") != NULL);
	CHECK(!param_read(&far, 1, lookup, &values, sizeof(values), &why));
	CHECK(strcmp(why.text, "parameter far has no field") == 0);
}

static void
of_a_long_value_the_beginning_is_shown_and_all_that_is_wrong_with_it(void)
{
	static char value[2000];
	char wanted[256];

	memset(value, '7', sizeof(value) - 1);
	snprintf(wanted, sizeof(wanted),
	    "parameter tries: \"%.128s...\" is no whole number", value);
	CHECK(refuses("tries", value, wanted));
}

static bool
read_what_fits(
    const char *name, const char *value, struct values *values, struct why *why)
{
	given_name = name;
	given_value = value;
	return param_read_what_fits(
	    rows, NROWS, lookup, values, sizeof(*values), why);
}

static void
leniently_a_senseless_value_gives_way_to_the_fallback(void)
{
	struct values values = { .tries = 999 };
	struct why why = { "left over" };

	CHECK(read_what_fits("tries", "many", &values, &why));
	CHECK(values.tries == 3);
	CHECK(strcmp(why.text,
		  "parameter tries: \"many\" is no whole number") == 0);
	CHECK(read_what_fits("tries", "4", &values, &why));
	CHECK(values.tries == 4);
	CHECK(why.text[0] == '\0');
}

static void
leniently_a_required_value_is_still_required(void)
{
	struct values values;
	struct why why;

	CHECK(!read_what_fits("path", NULL, &values, &why));
	CHECK(!read_what_fits("path", "data", &values, &why));
	CHECK(strcmp(why.text,
		  "parameter path: \"data\" is no absolute path") == 0);
}

static void
the_environment_is_looked_up_by_its_ocf_name(void)
{
	char name[300];

	setenv("OCF_RESKEY_datadir", "/data/dn1", 1);
	unsetenv("OCF_RESKEY_other");
	CHECK(strcmp(param_from_environment("datadir"), "/data/dn1") == 0);
	CHECK(param_from_environment("other") == NULL);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	CHECK(param_from_environment(name) == NULL);
}

static bool
values_are_described(const struct param *row, const char *expected)
{
	char text[256];

	param_describe_values(row, text, sizeof(text));
	return strcmp(text, expected) == 0;
}

static void
what_a_row_allows_can_be_told(void)
{
	const struct param three = { .type = PARAM_CHOICE, .choices = "a b c" };

	CHECK(values_are_described(&rows[0], ""));
	CHECK(values_are_described(&rows[1], " One of restart or failover."));
	CHECK(values_are_described(&three, " One of a, b or c."));
	CHECK(values_are_described(&rows[3], " A whole number from 1 to 20."));
	CHECK(values_are_described(&rows[4],
	    " A time from 0 to 7200 seconds, as in 30, 30s or 2min."));
}

CHECK_MAIN(what_is_not_given_falls_back, an_empty_value_counts_as_not_given,
    a_required_parameter_must_be_given, an_objection_ends_the_sentence,
    counts_are_whole_numbers_in_their_range,
    times_are_written_as_pacemaker_has_them,
    a_time_that_is_not_whole_seconds_is_refused, flags_are_written_in_many_ways,
    a_choice_is_one_whole_word_of_the_list,
    an_unknown_type_and_a_missing_field_are_refused,
    leniently_a_senseless_value_gives_way_to_the_fallback,
    leniently_a_required_value_is_still_required,
    the_environment_is_looked_up_by_its_ocf_name, what_a_row_allows_can_be_told,
    of_a_long_value_the_beginning_is_shown_and_all_that_is_wrong_with_it)
