/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * restarts.h - MogHA's restart_strategy: "10/3" is at most ten times within
 * three minutes.
 */
#ifndef CLI_RESTARTS_H
#define CLI_RESTARTS_H

struct node_conf;

/* What makes no sense is read as its default, 10/3. */
void restarts_read(
    const struct node_conf *conf, unsigned *ret_times, unsigned *ret_seconds);

#endif
