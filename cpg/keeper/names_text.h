/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names_text.h - a rule as openGauss reads it in synchronous_standby_names:
 * "ANY 1 (dn_2, dn_3)".  Pure.
 */
#ifndef KEEPER_NAMES_TEXT_H
#define KEEPER_NAMES_TEXT_H

#include <stdbool.h>

#include "cpg/keeper/hand_request.h"

struct board;
struct rule;
struct why;

/*
 * Standbys are known to the server by the application_name that they reported.
 * False with a sentence when one has not, when two share one, or when the text
 * is too long.  A rule without groups is "".
 */
bool names_text_of_rule(const struct rule *rule, const struct board *board,
    char ret_names[HAND_NAMES_MAX], struct why *why);

#endif
