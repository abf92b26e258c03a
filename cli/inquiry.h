/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inquiry.h - what this node's keeper is asked, and its answer as a value.
 *
 * False always comes with a sentence: no keeper, no answer in time, refused.
 */
#ifndef CLI_INQUIRY_H
#define CLI_INQUIRY_H

#include <stdbool.h>

#include "cli/json_read.h"
#include "cpg/request.h"

struct why;

/* Sends it; true when the keeper agreed, with what it says to that, or "". */
bool inquiry_tell(const struct request *request, struct why *why);

/* STATUS or HISTORY of one database, or of all with "": as the keeper wrote it.
 * The text is good until the next inquiry. */
bool inquiry_text(enum request_kind kind, const char *database,
    const char **ret_text, struct why *why);

/* The same, read; to be closed with json_read_close(). */
bool inquiry_document(enum request_kind kind, const char *database,
    struct json_document *ret_document, struct why *why);

/* The request, about the database; false when the name is too long. */
bool inquiry_make(enum request_kind kind, const char *database,
    struct request *ret_request, struct why *why);

/* And about this node. */
bool inquiry_name_node(
    const char *node, struct request *request, struct why *why);

#endif
