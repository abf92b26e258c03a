/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_values.h - are the values of a node.conf such that something can be
 * made of them?  Those that nothing is made of may be anything.  Pure.
 */
#ifndef CLI_IMPORT_VALUES_H
#define CLI_IMPORT_VALUES_H

#include <stdbool.h>

struct node_conf;
struct why;

/* False with a sentence in *why that names the first that is not. */
bool import_values_check(const struct node_conf *conf, struct why *why);

#endif
