/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - what all three commands may be told on the command line.
 */
#ifndef WRITER_OPTIONS_H
#define WRITER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/writer/hosts.h"

struct options {
	struct hosts hosts;
	const char *conninfo, *journal;
	int64_t pause_ms;   /* after an acknowledged row */
	int64_t limit_ms;   /* for a connection, and for a statement */
	int64_t sessions;   /* 1..SESSIONS_MAX */
	int64_t duration_s; /* 0: until SIGTERM */
	int64_t since_ms, until_ms;
	bool json;
};

/* argv behind the command's name.  False with a message on stderr. */
bool options_parse(int argc, char **argv, struct options *ret_options);

#endif
