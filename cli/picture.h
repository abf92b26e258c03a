/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * picture.h - where things are in the keeper's status: of a database, as one
 * of the "databases" of the answer, and of its nodes.  Pure.
 *
 * What is not there is NULL, or the "" of json_read.h.
 */
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

#include <stdbool.h>

#include "cli/json_read.h"

struct why;

/*
 * The one database that is meant: the only one where name is "".  NULL with a
 * sentence when there is none, or when it is not clear which.
 */
const struct json_value *picture_database(
    const struct json_document *document, const char *name, struct why *why);

/* NULL when the keeper never heard of such a node. */
const struct json_value *picture_node(
    const struct json_value *database, const char *name);

/* "n2", or "node 2" when it has not said its name. */
const char *picture_name(const struct json_value *node, char buf[32]);

/* Its report counts now. */
bool picture_is_heard(const struct json_value *node);

/* It runs as a primary, and is heard. */
bool picture_is_primary(const struct json_value *node);

/* The node that is; of two, the recorded one.  NULL when nobody is. */
const struct json_value *picture_primary(const struct json_value *database);

/* What the primary says of this standby: one of its "standbys", or NULL. */
const struct json_value *picture_standby(
    const struct json_value *primary, const struct json_value *node);

#endif
