/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * items.h - lists by commas or blanks, as MogHA has them.
 */
#ifndef CLI_ITEMS_H
#define CLI_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/node_conf.h"

/* The next one of the list, which moves on; false behind the last. */
bool items_take(const char **list, char ret_item[NODE_CONF_NAME_MAX]);

bool items_have(const char *list, const char *wanted);

/* With a blank before it; one for which there is no room is left out. */
void items_append(char *list, size_t size, const char *item);

/* An address, of either kind. */
bool items_is_ip(const char *text);

#endif
