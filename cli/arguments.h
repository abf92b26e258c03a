/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arguments.h - what may stand behind the name of a subcommand: one table of
 * options for all of them, and one operand.
 */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

struct subcommand;
struct why;

/* An option's bit is 1 << its place in this list. */
enum option {
	OPTION_JSON,
	OPTION_WATCH,
	OPTION_TO,
	OPTION_FORCE,
	OPTION_YES,
	OPTION_TIMEOUT,
	OPTION_APPLY,
	OPTION_GATEWAY,
	OPTION_RELAY,
	OPTION_OUTPUT,
	OPTION_OFF,
	OPTIONS_COUNT,
};

#define ACCEPTS(option) (1u << (option))

struct arguments {
	const char *operand; /* "" where none was given */
	bool json, watch, yes, apply;
	const char *to, *force; /* a node's name, "" where not given */
	const char *gateway;    /* addresses, "" where not given */
	const char *relay;      /* "" where not given */
	const char *output;     /* a path, "" where not given */
	const char *off;        /* a node's name, "" where not given */
	unsigned timeout_s;
};

/* argv behind the subcommand's name.  False with a sentence. */
bool arguments_parse(const struct subcommand *subcommand, int argc,
    char *const argv[], struct arguments *ret_arguments, struct why *why);

struct option_text {
	const char *name;  /* "--to" */
	const char *value; /* "NODE"; NULL for none */
	const char *brief;
};

const struct option_text *arguments_option_text(enum option option);

#endif
