/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_step.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
import_step_word(struct import_plan *plan, const char *format, ...)
{
	struct import_step *step = &plan->steps[plan->nsteps - 1];
	va_list ap;

	if (step->nwords == IMPORT_WORDS_MAX)
		return;
	va_start(ap, format);
	vsnprintf(step->words[step->nwords++], IMPORT_WORD_MAX, format, ap);
	va_end(ap);
}

void
import_step_begin(struct import_plan *plan, const char *words)
{
	if (plan->nsteps < IMPORT_STEPS_MAX)
		plan->nsteps++;
	plan->steps[plan->nsteps - 1].nwords = 0;
	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		import_step_word(plan, "%.*s", (int)n, words);
		words += n + (words[n] == ' ');
	}
}
