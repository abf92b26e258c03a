/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * restarts.h - MogHA's restart_strategy: "10/3" is at most ten times within
 * three minutes.
 */
#ifndef CLI_RESTARTS_H
#define CLI_RESTARTS_H

#include <stdbool.h>

struct node_conf;

/* False of what makes no sense. */
bool restarts_parse(
    const char *text, unsigned *ret_times, unsigned *ret_seconds);

/* Where none is given, or one without sense, the default, 10/3. */
void restarts_read(
    const struct node_conf *conf, unsigned *ret_times, unsigned *ret_seconds);

#endif
