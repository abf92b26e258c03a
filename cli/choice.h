/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * choice.h - the database that a command is about, as the keeper has it now.
 */
#ifndef CLI_CHOICE_H
#define CLI_CHOICE_H

#include <stdbool.h>

#include "cli/json_read.h"
#include "cpg/request.h"

struct why;

struct choice {
	struct json_document document;
	const struct json_value *database;
	char name[REQUEST_NAME_MAX];
};

/* name "": the only one there is.  False with a sentence, and nothing to
 * drop. */
bool choice_make(const char *name, struct choice *ret_choice, struct why *why);

void choice_drop(struct choice *choice);

/* A request about it, for a node ("" for none); false when the node's name is
 * too long. */
bool choice_request(const struct choice *choice, enum request_kind kind,
    const char *node, struct request *ret_request, struct why *why);

#endif
