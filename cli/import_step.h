/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_step.h - one command of a plan, word by word.
 */
#ifndef CLI_IMPORT_STEP_H
#define CLI_IMPORT_STEP_H

#include "cli/import_plan.h"

/* A new step, its first words by blanks. */
void import_step_begin(struct import_plan *plan, const char *words);

/* A word of the last step; too long a one is cut, and was refused before. */
void import_step_word(struct import_plan *plan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
