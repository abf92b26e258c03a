/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lite.h - mode=lite: the database's settings are the administrator's, the
 * record follows them, and after one failover somebody has to look.
 */
#ifndef KEEPER_LITE_H
#define KEEPER_LITE_H

#include <stdbool.h>

#include "ocf/moment.h"

struct database;
struct record;
struct rule;
struct why;

bool lite_is_on(const struct database *database);

/* Do further failovers wait for somebody who rearms?  True also where nobody
 * has registered the database, and the mode is not known. */
bool lite_holds(const struct database *database);

/* Is a grant to this node the one failover that is made unasked? */
bool lite_spends(const struct database *database, const struct record *record,
    bool is_wanted);

/* The rule by which this node's server acknowledges, or would as a primary;
 * *ret_why: "", or why it asks nobody. */
struct rule lite_rule(const struct database *database, struct why *ret_why);

/* On the recorded primary: has the record follow the names. */
void lite_review(struct database *database, struct moment now);

/* Since when the names are as they are, is not known any more. */
void lite_unsettle(struct database *database);

/* "", or what is wrong with the settings of a standby of mode=lite. */
void lite_complaint(const struct database *database, struct why *ret_why);

/*
 * Allows the next failover; false with what is still missing.  Asked again
 * until the record says so.
 */
bool lite_rearm(
    struct database *database, struct moment now, struct why *ret_why);

#endif
