/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * first_rule.h - the rule with which a grant is recorded.
 */
#ifndef KEEPER_FIRST_RULE_H
#define KEEPER_FIRST_RULE_H

#include <stdbool.h>

#include "ocf/moment.h"

struct database;
struct rule;
struct why;

/* The rule that this node would have as the primary of the present members. */
bool first_rule_make(struct database *database, struct moment now,
    struct rule *ret_rule, struct why *why);

#endif
