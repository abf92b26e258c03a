/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * help.h - what people read who type too little, or ask: made from the table
 * of subcommands.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stddef.h>
#include <stdio.h>

struct subcommand;

/* "usage: gaussha status [DATABASE] [--json] [--watch]" */
void help_usage(FILE *out, const struct subcommand *subcommand);

/* The same of all, each with what it is for, and the options. */
void help_all(FILE *out, const struct subcommand *subcommands, size_t n);

/* One with its options. */
void help_one(FILE *out, const struct subcommand *subcommand);

#endif
