/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * handover.h - how far a promotion has come that was asked for, seen from the
 * keeper's status: a life as steps, each told once.  Pure.
 */
#ifndef CLI_HANDOVER_H
#define CLI_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/json_read.h"

struct why;

#define HANDOVER_NAME_MAX 64

enum handover_step {
	HANDOVER_ASKED,
	HANDOVER_NO_PRIMARY, /* the old one has stopped */
	HANDOVER_GRANTED,    /* a later term is on the keepers' disks */
	HANDOVER_PRIMARY,    /* the new one runs as a primary */
	HANDOVER_NAMED, /* its names are in force: commits wait for those */
	HANDOVER_DONE,  /* who are there: it acknowledges commits */
	HANDOVER_FAILED,
};

struct handover {
	enum handover_step step;
	bool was_wished;              /* the keepers have told that they try */
	int64_t term;                 /* of the record, before */
	char from[HANDOVER_NAME_MAX]; /* the primary before, "" for nobody */
	char to[HANDOVER_NAME_MAX];   /* who is wished, "" for any other */
};

/* As it is before anything is asked. */
struct handover handover_begin(
    const struct json_value *database, const char *to);

/* True when it has come further, with a sentence. */
bool handover_look(struct handover *handover, const struct json_value *database,
    struct why *ret_why);

#endif
