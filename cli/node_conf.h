/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * node_conf.h - MogHA's node.conf, as sections of names and values.
 *
 * As Python's configparser reads it: "[section]", "name = value" or "name:
 * value", names in lower case, '#' and ';' begin a line of comment.  What goes
 * on over a line is refused: no setting of MogHA does.
 */
#ifndef CLI_NODE_CONF_H
#define CLI_NODE_CONF_H

#include <stdbool.h>

struct why;

#define NODE_CONF_MAX       128
#define NODE_CONF_NAME_MAX  48
#define NODE_CONF_VALUE_MAX 256

struct node_conf_entry {
	char section[NODE_CONF_NAME_MAX]; /* without brackets */
	char name[NODE_CONF_NAME_MAX];
	char value[NODE_CONF_VALUE_MAX];
	unsigned line;
};

struct node_conf {
	unsigned n;
	struct node_conf_entry list[NODE_CONF_MAX];
};

/* False with a sentence that names the line. */
bool node_conf_parse(
    const char *text, struct node_conf *ret_conf, struct why *why);

/* NULL when it is not there. */
const struct node_conf_entry *node_conf_find(
    const struct node_conf *conf, const char *section, const char *name);

/* The same, its value; "" when it is not there. */
const char *node_conf_value(
    const struct node_conf *conf, const char *section, const char *name);

#endif
