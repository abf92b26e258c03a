/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_errand.h - is it time to tell the metadatabase?  Pure.
 *
 * Every node has every event and sees to it that it is told: the primary's at
 * once, the others a minute later, when it is mostly there already.  So a
 * primary that does not reach the metadatabase is no hole in it.
 */
#ifndef KEEPER_DECIDE_ERRAND_H
#define KEEPER_DECIDE_ERRAND_H

#include <stdbool.h>
#include <stdint.h>

#define ERRAND_PRIMARY_MS 1000  /* behind the event; clients come first */
#define ERRAND_OTHER_MS   60000 /* behind it, where the primary had it told */
#define ERRAND_AGAIN_MS   15000 /* after one that failed */
#define ERRAND_LOOK_MS    60000 /* between looks, with nothing to tell */

struct errand_facts {
	bool is_wanted;    /* there is a metadatabase, and somebody to send */
	bool is_under_way; /* one courier at a time for a database */
	bool is_primary;
	unsigned nuntold;
	int64_t since_news_ms; /* since the newest of them came */
	bool was_tried, has_failed;
	int64_t since_end_ms; /* since the last errand's, if it was tried */
};

enum errand_verdict {
	ERRAND_NOT_WANTED,
	ERRAND_LATER,
	ERRAND_LOOK, /* whether it could be told */
	ERRAND_TELL,
};

enum errand_verdict decide_errand(const struct errand_facts *facts);

const char *decide_errand_text(enum errand_verdict verdict);

#endif
