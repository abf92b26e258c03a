/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_errand.h"

#include <string.h>

#include "tests/unit/check.h"

/* A primary that has just begun and has nothing to tell. */
static const struct errand_facts start = { .is_wanted = true,
	.is_primary = true };

static struct errand_facts
tried(bool has_failed, int64_t since_end_ms)
{
	struct errand_facts facts = start;

	facts.was_tried = true;
	facts.has_failed = has_failed;
	facts.since_end_ms = since_end_ms;
	return facts;
}

static struct errand_facts
with_news(struct errand_facts facts, int64_t since_news_ms)
{
	facts.nuntold = 1;
	facts.since_news_ms = since_news_ms;
	return facts;
}

static enum errand_verdict
decides(struct errand_facts facts)
{
	return decide_errand(&facts);
}

static void
without_a_metadatabase_nobody_is_sent(void)
{
	struct errand_facts facts = with_news(start, 100000);

	facts.is_wanted = false;
	CHECK(decides(facts) == ERRAND_NOT_WANTED);
}

static void
one_is_under_way_at_a_time(void)
{
	struct errand_facts facts = with_news(start, 100000);

	facts.is_under_way = true;
	CHECK(decides(facts) == ERRAND_LATER);
}

static void
the_primary_tells_when_clients_have_been_served(void)
{
	CHECK(decides(with_news(tried(false, 0), 999)) == ERRAND_LATER);
	CHECK(decides(with_news(tried(false, 0), 1000)) == ERRAND_TELL);
}

static void
the_others_see_to_it_a_minute_later(void)
{
	struct errand_facts facts = with_news(tried(false, 0), 59999);

	facts.is_primary = false;
	CHECK(decides(facts) == ERRAND_LATER);
	facts.since_news_ms = 60000;
	CHECK(decides(facts) == ERRAND_TELL);
}

static void
what_failed_is_tried_again_after_a_while(void)
{
	CHECK(decides(with_news(tried(true, 14999), 90000)) == ERRAND_LATER);
	CHECK(decides(with_news(tried(true, 15000), 90000)) == ERRAND_TELL);
	CHECK(decides(tried(true, 15000)) == ERRAND_LOOK);
}

static void
with_nothing_to_tell_it_is_looked_at_now_and_then(void)
{
	CHECK(decides(start) == ERRAND_LOOK);
	CHECK(decides(tried(false, 59999)) == ERRAND_LATER);
	CHECK(decides(tried(false, 60000)) == ERRAND_LOOK);
}

static void
every_verdict_has_a_sentence(void)
{
	for (int i = ERRAND_NOT_WANTED; i <= ERRAND_TELL; i++)
		CHECK(strlen(decide_errand_text((enum errand_verdict)i)) > 5);
}

CHECK_MAIN(without_a_metadatabase_nobody_is_sent, one_is_under_way_at_a_time,
    the_primary_tells_when_clients_have_been_served,
    the_others_see_to_it_a_minute_later,
    what_failed_is_tried_again_after_a_while,
    with_nothing_to_tell_it_is_looked_at_now_and_then,
    every_verdict_has_a_sentence)
