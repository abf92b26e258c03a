/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/attempt.h"

#include <string.h>

const char *
outcome_text(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_UNKNOWN:
		return "unknown";
	case OUTCOME_OK:
		return "ok";
	case OUTCOME_FAILED:
		return "failed";
	}
	return "?";
}

bool
outcome_parse(const char *word, enum outcome *ret_outcome)
{
	static const enum outcome all[] = { OUTCOME_UNKNOWN, OUTCOME_OK,
		OUTCOME_FAILED };

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(word, outcome_text(all[i])) == 0) {
			*ret_outcome = all[i];
			return true;
		}
	return false;
}

int
attempt_cmp(const void *a, const void *b)
{
	const struct attempt *one = a, *two = b;

	if (one->session != two->session)
		return one->session < two->session ? -1 : 1;
	return (one->seq > two->seq) - (one->seq < two->seq);
}
