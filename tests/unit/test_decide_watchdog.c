/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decision in single cases, and then in every one of some thousand small
 * worlds: a primary, its keeper, its lease and its device, by steps of 100 ms,
 * in which the keeper hangs or dies, the lease is lost, the device is busy or
 * odd, the machine is paused.  Each rule is switched off once, by lying to the
 * decision about what it rests on: some world must find it out.
 */
#include "cpg/keeper/decide_watchdog.h"

#include <string.h>

#include "cpg/lease_time.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

#define STEP_MS   100
#define LEASE_MS  4400
#define END_MS    26000
#define ASK_MS    2000 /* when a promotion is asked for */
#define BOOT_MS   5000
#define NEVER     1000000
#define KILLED_MS 300 /* what ending a database takes */

/* Single cases. */

static struct watchdog_facts
of_primary(void)
{
	return (struct watchdog_facts){
		.path = "/dev/watchdog",
		.is_wanted = true,
		.is_needed = true,
		.left_ms = 4000,
		.limit_ms = 3000,
		.is_tried = true,
		.is_open = true,
		.timeout_ms = 3000,
	};
}

static void
a_leased_primary_is_fed_until_the_lease_would_end_before_the_reset(void)
{
	struct watchdog_facts facts = of_primary();

	CHECK(decide_watchdog(&facts) == WATCHDOG_FEED);
	facts.left_ms = 3000;
	CHECK(decide_watchdog(&facts) == WATCHDOG_FEED);
	facts.left_ms = 2999;
	CHECK(decide_watchdog(&facts) == WATCHDOG_STARVE);
	facts.is_harmless = true;
	CHECK(decide_watchdog(&facts) == WATCHDOG_FEED);
}

static void
what_guards_nothing_is_stopped(void)
{
	struct watchdog_facts facts = of_primary();

	facts.is_needed = false;
	facts.is_harmless = true;
	CHECK(decide_watchdog(&facts) == WATCHDOG_STOP);
	facts = of_primary();
	facts.is_wanted = false;
	CHECK(decide_watchdog(&facts) == WATCHDOG_STOP);
	facts.is_unstoppable = true;
	CHECK(decide_watchdog(&facts) == WATCHDOG_FEED);
}

static void
a_database_that_is_not_seen_to_be_harmless_keeps_it_running(void)
{
	struct watchdog_facts facts = of_primary();

	facts.is_needed = false;
	facts.left_ms = 0;
	CHECK(decide_watchdog(&facts) == WATCHDOG_STARVE);
}

static void
it_is_opened_when_it_is_needed_and_tried_once_before(void)
{
	struct watchdog_facts facts = of_primary();

	facts.is_open = facts.is_tried = facts.is_needed = false;
	facts.is_harmless = true;
	facts.left_ms = 0;
	CHECK(decide_watchdog(&facts) == WATCHDOG_ARM);
	facts.is_tried = true;
	CHECK(decide_watchdog(&facts) == WATCHDOG_REST);
	facts.is_needed = true;
	CHECK(decide_watchdog(&facts) == WATCHDOG_ARM);
	facts.has_failed = true;
	facts.tried_ms = 900;
	CHECK(decide_watchdog(&facts) == WATCHDOG_REST);
	facts.tried_ms = 1000;
	CHECK(decide_watchdog(&facts) == WATCHDOG_ARM);
	facts.is_needed = false;
	CHECK(decide_watchdog(&facts) == WATCHDOG_REST);
	facts.limit_ms = 0;
	facts.is_needed = true;
	CHECK(decide_watchdog(&facts) == WATCHDOG_REST);
}

static void
a_device_that_cannot_do_it_is_named(void)
{
	struct watchdog_facts facts = of_primary();
	struct why why;

	decide_watchdog_objection(&facts, &why);
	CHECK(why.text[0] == '\0' && decide_watchdog_is_armed(&facts));
	facts.timeout_ms = 10000;
	decide_watchdog_objection(&facts, &why);
	CHECK(strstr(why.text, "cannot be set to less than 10.0 s") != NULL);
	CHECK(strstr(why.text, "3.0 s at most") != NULL);
	CHECK(!decide_watchdog_is_armed(&facts));
	CHECK(decide_watchdog(&facts) == WATCHDOG_STOP);
	facts.timeout_ms = 1000;
	decide_watchdog_objection(&facts, &why);
	CHECK(strstr(why.text, "after 1.0 s already") != NULL);
	facts = of_primary();
	facts.stops_with_us = true;
	decide_watchdog_objection(&facts, &why);
	CHECK(strstr(why.text, "stops when the keeper dies") != NULL);
}

static void
every_verdict_has_a_sentence(void)
{
	struct watchdog_facts facts = of_primary();
	struct why why;

	for (enum watchdog_verdict v = WATCHDOG_REST; v <= WATCHDOG_STOP; v++) {
		decide_watchdog_why(&facts, v, &why);
		CHECK(why.text[0] != '\0' && strstr(why.text, "%s") == NULL);
	}
}

static void
the_timeout_follows_from_the_lease(void)
{
	CHECK(lease_time_watchdog_s(LEASE_MS) == 3);
	CHECK(lease_time_watchdog_s(5400) == 4);
	CHECK(lease_time_watchdog_s(42200) == 40);
	CHECK(lease_time_watchdog_s(3399) == 0);
	CHECK(lease_time_watchdog_s(0) == 0);
}

/* Worlds. */

enum lie {
	LIE_NONE,
	LIE_LEASE_LASTS,
	LIE_NEVER_HARMLESS,
	LIE_ALL_TIMEOUTS_FIT,
	LIE_MAGIC_CLOSE,
	LIE_STOPPABLE,
	LIE_UNTRIED,
	LIE_NEVER_FAILED,
	LIE_WANTED,
	LIE_NEEDED,
	LIE_SERVES_EARLY,
	LIE_COUNT,
};

struct world {
	/* What is tried. */
	bool is_soft, is_kept, has_magic, is_nowayout, is_pause;
	int min_ms, max_ms, busy_until, late_ms, lost_at, event_at, hang_ms,
	    away_ms, kill_ms;

	/* The device. */
	bool runs;
	int timeout_ms, ends;
	/* The node; and the keeper, with what it knows. */
	bool is_on, is_primary;
	int boots_at, now, promoted_at, dies_at;
	int keeper_from, keeper_clock; /* the clock's jumps, added up */
	bool is_open, is_inherited, is_tried, has_failed, is_unstoppable;
	int tried_at, fed_at;

	/* What became of it. */
	int resets, opens;
	bool broke_bound, broke_guard, fed_beyond;
};

static int
lease_end(const struct world *w)
{
	int heard = w->now < w->lost_at ? w->now : w->lost_at;

	return w->is_on ? heard - w->late_ms + LEASE_MS : 0;
}

static bool
is_away(const struct world *w)
{
	return w->away_ms > 0 && w->now >= w->event_at &&
	       w->now < w->event_at + w->away_ms;
}

static bool
hangs(const struct world *w)
{
	return w->hang_ms > 0 && w->now >= w->event_at &&
	       w->now < w->event_at + w->hang_ms;
}

static struct watchdog_facts
look(const struct world *w)
{
	bool asks = w->now >= ASK_MS && w->resets == 0 && !w->dies_at;
	/* A keeper that is new gets the lease in half a second. */
	int since = w->now - w->keeper_from;
	int left = lease_end(w) - w->now;

	return (struct watchdog_facts){
		.path = "/dev/watchdog",
		.is_wanted = !w->is_soft,
		.is_needed = !w->is_soft && (w->is_primary || asks),
		.is_harmless = !w->is_primary && since >= 200,
		.left_ms = left < 0 || since < 500 ? 0 : left,
		.limit_ms = (int64_t)lease_time_watchdog_s(LEASE_MS) * 1000,
		.is_tried = w->is_tried,
		.has_failed = w->has_failed,
		.tried_ms = w->now - w->tried_at,
		.is_open = w->is_open,
		.timeout_ms = w->timeout_ms,
		.stops_with_us = !w->has_magic,
		.is_unstoppable = w->is_unstoppable,
	};
}

static struct watchdog_facts
distort(struct watchdog_facts facts, enum lie lie)
{
	switch (lie) {
	case LIE_NONE:
	case LIE_SERVES_EARLY:
	case LIE_COUNT:
		break;
	case LIE_LEASE_LASTS:
		facts.left_ms = NEVER;
		break;
	case LIE_NEVER_HARMLESS:
		facts.is_harmless = false;
		break;
	case LIE_ALL_TIMEOUTS_FIT:
		facts.timeout_ms = facts.limit_ms;
		break;
	case LIE_MAGIC_CLOSE:
		facts.stops_with_us = false;
		break;
	case LIE_STOPPABLE:
		facts.is_unstoppable = false;
		break;
	case LIE_UNTRIED:
		facts.is_tried = false;
		break;
	case LIE_NEVER_FAILED:
		facts.has_failed = false;
		break;
	case LIE_WANTED:
		facts.is_wanted = true;
		break;
	case LIE_NEEDED:
		facts.is_needed = true;
		break;
	}
	return facts;
}

static void
open_it(struct world *w)
{
	int wanted = (int)lease_time_watchdog_s(LEASE_MS) * 1000;

	w->opens++;
	w->is_tried = true;
	w->tried_at = w->now;
	w->has_failed = w->now < w->busy_until;
	if (w->has_failed)
		return;
	w->is_open = w->runs = true;
	w->timeout_ms = wanted < w->min_ms ? w->min_ms : wanted;
	if (w->timeout_ms > w->max_ms)
		w->timeout_ms = w->max_ms;
	w->ends = w->now + w->timeout_ms;
	w->fed_at = w->now;
}

static enum watchdog_verdict
act(struct world *w, enum watchdog_verdict verdict,
    const struct watchdog_facts *truth)
{
	bool may = truth->is_harmless || truth->is_unstoppable ||
		   truth->left_ms >=
		       (truth->is_open ? truth->timeout_ms : truth->limit_ms);

	switch (verdict) {
	case WATCHDOG_REST:
	case WATCHDOG_STARVE:
		break;
	case WATCHDOG_ARM:
		w->fed_beyond |= !may;
		open_it(w);
		break;
	case WATCHDOG_FEED:
		w->fed_beyond |= !may;
		w->ends = w->now + w->timeout_ms;
		break;
	case WATCHDOG_STOP:
		w->is_unstoppable = w->is_nowayout;
		if (w->is_nowayout)
			break;
		w->has_failed |= !decide_watchdog_is_armed(truth);
		w->is_open = w->runs = false;
		break;
	}
	return verdict;
}

/* The keeper's part of one step. */
static void
keep(struct world *w, enum lie lie)
{
	struct watchdog_facts truth, told;

	if (w->is_inherited && !w->is_open) {
		w->is_open = true; /* again, which feeds it */
		w->ends = w->now + w->timeout_ms;
		w->is_inherited = false;
	}
	for (int turn = 0; turn < 2; turn++) {
		truth = look(w);
		told = distort(truth, lie);
		if (act(w, decide_watchdog(&told), &truth) != WATCHDOG_ARM)
			break;
	}
	truth = look(w);
	told = distort(truth, lie);
	if (!w->is_primary && w->now >= ASK_MS && w->promoted_at == NEVER &&
	    truth.left_ms > 1000 &&
	    (lie == LIE_SERVES_EARLY ? decide_watchdog_is_armed(&told)
				     : decide_watchdog_may_serve(&told))) {
		w->is_primary = true;
		w->promoted_at = w->now;
		w->broke_guard |=
		    !w->is_soft && !decide_watchdog_is_armed(&truth);
	}
	if (w->is_primary && w->dies_at == 0 && w->now >= lease_end(w) - 1000)
		w->dies_at = w->now + w->kill_ms;
}

/* It dies: the kernel feeds what it closes, or stops it. */
static void
lose_keeper(struct world *w)
{
	if (!w->is_open)
		return;
	w->is_inherited = !w->is_kept;
	if (w->is_kept)
		return;
	w->is_open = false;
	if (w->has_magic)
		w->ends = w->now + w->timeout_ms;
	else
		w->runs = false;
}

static void
reset(struct world *w)
{
	w->resets++;
	w->is_on = w->is_primary = w->is_open = w->runs = false;
	w->is_inherited = w->is_tried = w->has_failed = false;
	w->is_unstoppable = false;
	w->boots_at = w->now + BOOT_MS;
}

static void
step(struct world *w, enum lie lie)
{
	bool was_away = w->keeper_from == NEVER;

	if (!w->is_on && w->now >= w->boots_at) {
		w->is_on = true;
		w->keeper_from = w->now;
		w->is_tried = false;
	}
	if (!w->is_on)
		return;
	if (w->runs && w->now >= w->ends) {
		reset(w);
		return;
	}
	if (w->dies_at != 0 && w->now >= w->dies_at)
		w->is_primary = false;
	if (is_away(w)) {
		if (!was_away)
			lose_keeper(w);
		w->keeper_from = NEVER;
	} else if (was_away) {
		w->keeper_from = w->now;
	}
	if (w->is_pause && w->now == w->event_at) {
		/* The machine stands still, its device too; the clock goes. */
		if (w->lost_at > w->event_at)
			w->lost_at = w->event_at;
		w->ends += 8000;
		w->now += 8000;
	}
	if (!is_away(w) && !hangs(w))
		keep(w, lie);
	if (w->is_primary && !w->is_soft && !w->is_pause &&
	    w->now > lease_end(w) &&
	    (w->is_kept || w->away_ms == 0 || w->now < w->event_at ||
		w->now > w->event_at + w->away_ms + w->timeout_ms + STEP_MS))
		w->broke_bound = true;
}

static bool
is_fit_device(const struct world *w)
{
	return w->has_magic && w->min_ms <= 3000 && w->max_ms >= 2000;
}

/* Nothing in it is a reason to reset the node: of two faults at once one may
 * be. */
static bool
is_mild(const struct world *w)
{
	if (w->kill_ms != KILLED_MS || w->is_pause)
		return false;
	if (w->lost_at < END_MS)
		return w->hang_ms == 0 && w->away_ms == 0;
	return w->hang_ms <= 1000 && w->away_ms + 600 <= w->timeout_ms;
}

static bool
is_right(const struct world *w)
{
	bool serves = w->promoted_at < 9000;
	bool should = w->is_soft || (is_fit_device(w) && w->lost_at > 6500);

	if (w->broke_bound || w->broke_guard || w->fed_beyond)
		return false;
	/* Once is enough for one fault. */
	if (w->resets > 1 || (is_mild(w) && w->resets > 0))
		return false;
	/* With a lease that is about to end, or a keeper that is just away, it
	 * may or may not. */
	if (serves != should && w->lost_at > 6500 && w->event_at > 9000)
		return false;
	if (serves && !w->is_soft && !is_fit_device(w))
		return false;
	if (w->is_soft && (w->opens > 0 || w->resets > 0))
		return false;
	/* A device that fails is tried now and then. */
	if (w->opens > (is_fit_device(w) ? 12 : 45))
		return false;
	/* The database is dead for long, and there is a way to stop it. */
	return !(w->runs && !w->is_primary && !w->is_nowayout && w->is_on &&
		 is_fit_device(w) && w->dies_at != 0);
}

static bool
run(struct world w, enum lie lie)
{
	w.is_on = true;
	w.promoted_at = NEVER;
	w.timeout_ms = 60000;
	for (; w.now < END_MS; w.now += STEP_MS)
		step(&w, lie);
	return is_right(&w);
}

/* How many of all worlds go wrong; *ret_n: of how many. */
static unsigned
count_wrong(enum lie lie, unsigned *ret_n)
{
	static const struct {
		int min_ms, max_ms, busy_until;
		bool has_magic, is_nowayout;
	} devices[] = {
		{ 1000, 60000, 0, true, false },
		{ 1000, 60000, 0, true, true },
		{ 1000, 60000, 5000, true, false },
		{ 1000, 2000, 0, true, false },
		{ 1000, 1000, 0, true, false },
		{ 10000, 60000, 0, true, false },
		{ 10000, 60000, 0, true, true },
		{ 1000, 60000, 0, false, false },
	};
	static const int hangs_ms[] = { 0, 1000, 3500, 9000 };
	static const int aways_ms[] = { 0, 1000, 1500, 3500, 9000 };
	static const int losses[] = { NEVER, 300, 1500, 7000, 8500, 11000,
		15000 };
	static const int events[] = { 2100, 10000 };
	static const int kills[] = { KILLED_MS, 9000 };
	static const int lates[] = { 100, 800 };
	unsigned wrong = 0, n = 0;

#define EACH(i, list)                                                          \
	for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++)
	EACH(d, devices)
	EACH(h, hangs_ms)
	EACH(a, aways_ms)
	EACH(l, losses)
	EACH(v, events)
	EACH(k, kills)
	EACH(e, lates)
	for (unsigned bits = 0; bits < 8; bits++) {
		struct world w = {
			.is_kept = bits & 1,
			.is_soft = bits & 2,
			.is_pause = bits & 4,
			.min_ms = devices[d].min_ms,
			.max_ms = devices[d].max_ms,
			.busy_until = devices[d].busy_until,
			.has_magic = devices[d].has_magic,
			.is_nowayout = devices[d].is_nowayout,
			.hang_ms = hangs_ms[h],
			.away_ms = aways_ms[a],
			.lost_at = losses[l],
			.event_at = events[v],
			.kill_ms = kills[k],
			.late_ms = lates[e],
		};

		if (w.hang_ms > 0 && w.away_ms > 0)
			continue;
		n++;
		wrong += !run(w, lie);
	}
#undef EACH
	*ret_n = n;
	return wrong;
}

static void
no_world_goes_wrong(void)
{
	unsigned n;

	CHECK(count_wrong(LIE_NONE, &n) == 0);
	CHECK(n > 4000);
}

static void
each_rule_that_is_switched_off_is_found_out(void)
{
	for (enum lie lie = LIE_NONE + 1; lie < LIE_COUNT; lie++) {
		unsigned n, wrong = count_wrong(lie, &n);

		if (wrong == 0)
			printf("rule %d is not missed\n", (int)lie);
		CHECK(wrong > 0);
	}
}

CHECK_MAIN(a_leased_primary_is_fed_until_the_lease_would_end_before_the_reset,
    what_guards_nothing_is_stopped,
    a_database_that_is_not_seen_to_be_harmless_keeps_it_running,
    it_is_opened_when_it_is_needed_and_tried_once_before,
    a_device_that_cannot_do_it_is_named, every_verdict_has_a_sentence,
    the_timeout_follows_from_the_lease, no_world_goes_wrong,
    each_rule_that_is_switched_off_is_found_out)
