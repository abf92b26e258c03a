/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history_table.h - the keeper's history as people read it: a line a
 * promotion, and a line a fencing, in the local time zone.
 */
#ifndef CLI_HISTORY_TABLE_H
#define CLI_HISTORY_TABLE_H

#include <stdio.h>

#include "cli/json_read.h"

void history_table_print(const struct json_document *document, FILE *out);

#endif
