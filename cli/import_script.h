/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_script.h - an import_plan.h as people read it: a shell script, with
 * all that is no command as comments.
 */
#ifndef CLI_IMPORT_SCRIPT_H
#define CLI_IMPORT_SCRIPT_H

#include <stdio.h>

#include "cli/import_plan.h"

/* Commands from a number up to another, a line each. */
void import_script_print_steps(
    const struct import_plan *plan, unsigned from, unsigned to, FILE *out);

/* What is left to do by hand when all steps are done, as comments. */
void import_script_print_rest(const struct import_plan *plan, FILE *out);

void import_script_print(
    const struct import_plan *plan, const struct node_conf *conf, FILE *out);

#endif
