/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * status_table.h - the keeper's status as people read it: for each database a
 * line about it, a line a node, and the verdict.
 */
#ifndef CLI_STATUS_TABLE_H
#define CLI_STATUS_TABLE_H

#include <stdio.h>

#include "cli/json_read.h"

void status_table_print(const struct json_document *document, FILE *out);

#endif
