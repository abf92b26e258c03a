/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_teller.h - when a group has changed: does this node tell the others
 * what it knows of former times?
 *
 * Who comes does not know what came about meanwhile, and may be the first of
 * the group by its number.  So in each part that comes together one tells: of
 * those who were with it before and still are, itself included, the first.
 */
#ifndef KEEPER_DECIDE_TELLER_H
#define KEEPER_DECIDE_TELLER_H

#include <stdbool.h>
#include <stdint.h>

struct view_group;

bool decide_teller(uint32_t self, const struct view_group *before,
    const struct view_group *now);

#endif
