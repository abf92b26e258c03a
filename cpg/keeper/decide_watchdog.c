/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_watchdog.h"

#include "cpg/lease_time.h"
#include "ocf/why.h"

#define SHORTEST_MS (LEASE_TIME_WATCHDOG_LEAST_S * 1000)

static bool
is_fit(const struct watchdog_facts *facts)
{
	return !facts->stops_with_us && facts->timeout_ms <= facts->limit_ms &&
	       facts->timeout_ms >= SHORTEST_MS;
}

bool
decide_watchdog_is_armed(const struct watchdog_facts *facts)
{
	return facts->is_open && is_fit(facts);
}

/*
 * A reset must not come after the lease's end: what the others wait for has no
 * room for it.  A feed is a promise for as long as the timeout.
 */
static bool
may_feed(const struct watchdog_facts *facts, int64_t timeout_ms)
{
	return facts->is_harmless || timeout_ms <= facts->left_ms;
}

bool
decide_watchdog_may_serve(const struct watchdog_facts *facts)
{
	return !facts->is_wanted || (decide_watchdog_is_armed(facts) &&
					facts->timeout_ms <= facts->left_ms);
}

/*
 * It is tried once before it is needed: that it does not work is not to be
 * found out in a failover.
 */
static bool
is_due(const struct watchdog_facts *facts)
{
	if (facts->has_failed)
		return facts->tried_ms >= (facts->is_needed ? WATCHDOG_AGAIN_MS
							    : WATCHDOG_IDLE_MS);
	return facts->is_needed || !facts->is_tried;
}

/*
 * Opening starts it.  A keeper that is new has no lease yet for the primary it
 * found; it opens the device when it has.
 */
static enum watchdog_verdict
of_closed(const struct watchdog_facts *facts)
{
	if (!facts->is_wanted || !is_due(facts) ||
	    facts->limit_ms < SHORTEST_MS)
		return WATCHDOG_REST;
	return may_feed(facts, facts->limit_ms) ? WATCHDOG_ARM : WATCHDOG_REST;
}

/* Of one that cannot be stopped a feed is all there is to keep the node up. */
static enum watchdog_verdict
stop(const struct watchdog_facts *facts)
{
	return facts->is_unstoppable ? WATCHDOG_FEED : WATCHDOG_STOP;
}

enum watchdog_verdict
decide_watchdog(const struct watchdog_facts *facts)
{
	if (!facts->is_open)
		return of_closed(facts);
	if (!facts->is_wanted || !is_fit(facts) ||
	    (facts->is_harmless && !facts->is_needed))
		return stop(facts);
	return may_feed(facts, facts->timeout_ms) ? WATCHDOG_FEED
						  : WATCHDOG_STARVE;
}

void
decide_watchdog_objection(
    const struct watchdog_facts *facts, struct why *ret_why)
{
	why_set(ret_why, "%s", "");
	if (!facts->is_open || is_fit(facts))
		return;
	if (facts->stops_with_us)
		why_set(ret_why,
		    "the watchdog %s stops when the keeper dies, since its "
		    "driver has no magic close",
		    facts->path);
	else if (facts->timeout_ms < SHORTEST_MS)
		why_set(ret_why,
		    "the watchdog %s resets the node after %.1f s already, "
		    "which a busy host may need",
		    facts->path, (double)facts->timeout_ms / 1000);
	else
		why_set(ret_why,
		    "the watchdog %s cannot be set to less than %.1f s, and by "
		    "the lease, which follows from corosync's timings, it must "
		    "be %.1f s at most",
		    facts->path, (double)facts->timeout_ms / 1000,
		    (double)facts->limit_ms / 1000);
}

void
decide_watchdog_why(const struct watchdog_facts *facts,
    enum watchdog_verdict verdict, struct why *ret_why)
{
	switch (verdict) {
	case WATCHDOG_REST:
		why_set(ret_why, "nothing here needs the watchdog");
		break;
	case WATCHDOG_ARM:
		why_set(ret_why, "the watchdog %s is opened", facts->path);
		break;
	case WATCHDOG_FEED:
		why_set(ret_why,
		    "the watchdog %s is fed: it resets this node when its "
		    "keeper is silent for %.1f s",
		    facts->path, (double)facts->timeout_ms / 1000);
		break;
	case WATCHDOG_STARVE:
		why_set(ret_why,
		    "the watchdog %s is not fed: what lives by this node's "
		    "lease is not seen to have ended, and the lease ends in "
		    "%.1f s",
		    facts->path, (double)facts->left_ms / 1000);
		break;
	case WATCHDOG_STOP:
		why_set(ret_why,
		    facts->is_wanted && facts->is_harmless
			? "the watchdog %s is stopped: nothing here lives by "
			  "the lease"
			: "the watchdog %s is stopped: it guards nothing here",
		    facts->path);
		break;
	}
}
