/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * param.h - what a program can be told, as one table.
 *
 * The table is the only place a parameter is described: reading it from the
 * environment or a file, refusing bad values, the OCF meta-data, and the
 * parameter section of the man page are all made from it.
 */
#ifndef OCF_PARAM_H
#define OCF_PARAM_H

#include <stdbool.h>
#include <stddef.h>

enum param_type {
	PARAM_TEXT,    /* const char * */
	PARAM_FLAG,    /* bool: true/false, yes/no, on/off, 1/0 */
	PARAM_COUNT,   /* unsigned */
	PARAM_SECONDS, /* unsigned, written "30", "30s", "2min" */
	PARAM_CHOICE,  /* const char *, one of choices */
};

struct param {
	const char *name; /* the <name> of OCF_RESKEY_<name> */
	enum param_type type;
	size_t offset;        /* of its field in the program's own struct */
	const char *fallback; /* as a user would write it; NULL: required */
	unsigned min, max;    /* PARAM_COUNT and PARAM_SECONDS only */
	const char *choices;  /* PARAM_CHOICE only: "restart failover" */
	bool unique;          /* no other resource may have the same value */
	bool reloadable;      /* a change needs reload-agent, not a restart */
	/*
	 * What a given value must look like besides, NULL when anything goes.
	 * Pure; the answer is NULL or the end of a sentence that begins with
	 * the value: "is no absolute path".
	 */
	const char *(*objection)(const char *value);
	const char *brief;  /* what it is, one line */
	const char *advice; /* when to change it, and what then happens */
};

struct why;

/*
 * Fills *ret_values from lookup(), one field per row.  On the first value that
 * is missing or does not fit its row: false, *ret_values untouched, and in *why
 * a sentence that names the parameter.  An empty value counts as not given.
 * Text values point into what lookup returned.
 */
bool param_read(const struct param *rows, size_t nrows,
    const char *(*lookup)(const char *name), void *ret_values,
    size_t values_size, struct why *why);

/*
 * The same for an action that must be carried out all the same: a value that
 * does not fit gives way to its fallback, and *why tells of the last such, ""
 * of none.  False when a required one is missing or does not fit.
 */
bool param_read_what_fits(const struct param *rows, size_t nrows,
    const char *(*lookup)(const char *name), void *ret_values,
    size_t values_size, struct why *why);

/*
 * What the row's type and bounds allow, as a sentence of documentation with a
 * space in front; "" where the type says it all.
 */
void param_describe_values(
    const struct param *row, char *ret_text, size_t size);

/* A lookup for param_read(): the environment variable OCF_RESKEY_<name>. */
const char *param_from_environment(const char *name);

#endif
