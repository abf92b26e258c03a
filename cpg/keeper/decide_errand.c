/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_errand.h"

enum errand_verdict
decide_errand(const struct errand_facts *facts)
{
	int64_t patience_ms =
	    facts->is_primary ? ERRAND_PRIMARY_MS : ERRAND_OTHER_MS;

	if (!facts->is_wanted)
		return ERRAND_NOT_WANTED;
	if (facts->is_under_way)
		return ERRAND_LATER;
	if (facts->has_failed && facts->since_end_ms < ERRAND_AGAIN_MS)
		return ERRAND_LATER;
	if (facts->nuntold > 0 && facts->since_news_ms >= patience_ms)
		return ERRAND_TELL;
	if (!facts->was_tried || facts->has_failed ||
	    facts->since_end_ms >= ERRAND_LOOK_MS)
		return ERRAND_LOOK;
	return ERRAND_LATER;
}

const char *
decide_errand_text(enum errand_verdict verdict)
{
	switch (verdict) {
	case ERRAND_NOT_WANTED:
		return "there is no metadatabase to tell";
	case ERRAND_LATER:
		return "it is not time yet";
	case ERRAND_LOOK:
		return "whether it could be told is looked at";
	case ERRAND_TELL:
		return "there are events to tell";
	}
	return "?";
}
