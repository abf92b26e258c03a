/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_sick.h - what is wrong with the node that no restart heals?
 *
 * It is degraded by it at once.  Sick is what is to hand over to a better
 * node: a file system that is full, read-only or fails, and one that has not
 * ended a write for `tries` monitors in a row: a busy disk is no dead one.
 */
#ifndef OPENGAUSS_DECIDE_SICK_H
#define OPENGAUSS_DECIDE_SICK_H

#include <stdbool.h>

struct facts;
struct why;

/* *ret_why: the ailment, with the mount point; "" when nothing is wrong. */
bool decide_sick(
    const struct facts *facts, unsigned tries, struct why *ret_why);

#endif
