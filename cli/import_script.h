/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_script.h - an import_plan.h as people read it: a shell script, with
 * all that is no command as comments.
 */
#ifndef CLI_IMPORT_SCRIPT_H
#define CLI_IMPORT_SCRIPT_H

#include <stdio.h>

#include "cli/import_plan.h"

void import_script_print(
    const struct import_plan *plan, const struct node_conf *conf, FILE *out);

#endif
