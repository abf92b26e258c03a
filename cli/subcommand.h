/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * subcommand.h - one thing that gaussha does, as a row: what is typed, what
 * may be said with it, what it is for, and who does it.
 */
#ifndef CLI_SUBCOMMAND_H
#define CLI_SUBCOMMAND_H

#include <stddef.h>

struct arguments;

#define STATUS_USAGE 2 /* what was typed makes no sense */

struct subcommand {
	const char *name;
	const char *operand; /* "DATABASE", in brackets unless it is needed */
	unsigned accepts;    /* options: bits of arguments.h */
	unsigned needs;      /* of these, what must be there */
	const char *brief;
	/* Returns the exit status: 0; else, when told on stderr why not, 1, or
	 * STATUS_USAGE. */
	int (*run)(const struct arguments *arguments);
};

/* Each is in the file of its name. */
int command_status(const struct arguments *arguments);
int command_history(const struct arguments *arguments);
int command_switchover(const struct arguments *arguments);
int command_promote(const struct arguments *arguments);
int command_pause(const struct arguments *arguments);
int command_resume(const struct arguments *arguments);
int command_rearm(const struct arguments *arguments);
int command_check(const struct arguments *arguments);
int command_import(const struct arguments *arguments);
int command_metrics(const struct arguments *arguments);
int command_quorum(const struct arguments *arguments);

#endif
