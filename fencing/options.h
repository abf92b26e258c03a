/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - what the fence agent can be told: one row an option, from which
 * the command line, the words on stdin, the meta-data and the help are made.
 *
 * As the FenceAgentAPI wants it: with arguments they are the options, else they
 * are read from stdin, "name=value" a line; comments, empty lines and unknown
 * names are passed over, and of two the last counts.
 */
#ifndef FENCING_OPTIONS_H
#define FENCING_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

struct why;

#define OPTIONS_VALUE_MAX 256
#define OPTIONS_COUNT     11

enum option_kind {
	OPTION_TEXT,
	OPTION_CHOICE,
	OPTION_SECONDS,
	OPTION_FLAG,
};

struct option_row {
	const char *name; /* of the parameter, on stdin */
	const char *flag; /* "--plug"; the same without dashes for all but a few
			   */
	char letter;
	enum option_kind kind;
	const char *choices;  /* "reboot off" */
	const char *fallback; /* NULL: none */
	bool required;
	const char *of; /* what stands for the value, in the usage */
	const char *brief;
	size_t offset; /* of a char[OPTIONS_VALUE_MAX] */
};

struct options {
	char action[OPTIONS_VALUE_MAX];
	char plug[OPTIONS_VALUE_MAX];
	char nodename[OPTIONS_VALUE_MAX];
	char mode[OPTIONS_VALUE_MAX];
	char fence_action[OPTIONS_VALUE_MAX];
	char timeout[OPTIONS_VALUE_MAX];
	char delay[OPTIONS_VALUE_MAX];
	char separator[OPTIONS_VALUE_MAX];
	char verbose[OPTIONS_VALUE_MAX]; /* "" or "1", as the two below */
	char version[OPTIONS_VALUE_MAX];
	char help[OPTIONS_VALUE_MAX];
};

extern const struct option_row options_rows[OPTIONS_COUNT];

/* Defaults, then what was given.  False with a sentence about what is wrong. */
bool options_read(
    int argc, char **argv, FILE *in, struct options *ret, struct why *why);

/* Fits every row's choices and numbers. */
bool options_check(const struct options *options, struct why *why);

/* A number of an option that options_check() has seen. */
long options_seconds(const char *value);

const char *options_value(
    const struct options *options, const struct option_row *row);

#endif
