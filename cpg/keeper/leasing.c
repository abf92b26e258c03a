/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/leasing.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "cpg/keeper/addresses.h"
#include "cpg/keeper/arming.h"
#include "cpg/keeper/databases.h"
#include "cpg/keeper/fence.h"
#include "cpg/keeper/lease_code.h"
#include "cpg/loop.h"
#include "ocf/log.h"

/* A keeper that was started anew hears of its databases from their monitors. */
#define UNKNOWING_MS 15000

static struct {
	bool (*send)(const void *bytes, size_t nbytes);
	struct lease lease;
	struct view_group group;
	struct view_verdict verdict;
	unsigned device_votes; /* as they are cast */
	struct ring device_ring;
	struct loop_timer beat;
	struct loop_timer edge; /* something is due between two beats */
	bool was_held;          /* and told */
	/* By the clock, when each was last heard to ask. */
	struct {
		uint32_t node;
		int64_t at_s;
	} asked[RECORD_NODES_MAX];
} us;

static void
say(struct moment now)
{
	unsigned char buf[LEASE_CODE_MAX];
	struct lease_beat beat;
	size_t n;

	if (us.group.nnodes == 0 || !lease_next(&us.lease, now, &beat))
		return;
	n = lease_code_put(buf, sizeof(buf), &beat);
	if (n > 0)
		(void)us.send(buf, n);
}

/*
 * The device's vote as it is cast, not as it may be acted on: a primary that is
 * left alone goes on by it until then.  It says something of its ring alone.
 */
static void
count_votes(void)
{
	struct view_verdict votes = us.verdict;

	votes.device_votes =
	    ring_equal(us.group.ring, us.device_ring) ? us.device_votes : 0;
	lease_on_verdict(&us.lease, &votes);
}

static bool
is_needed(struct moment now)
{
	struct database *database;

	if (fence_is_done_for())
		return false;
	if (moment_between_ms(us.lease.started, now) < UNKNOWING_MS)
		return true;
	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (tenant_needs_lease(database))
			return true;
	return addresses_any();
}

static void
tell_change(struct moment now)
{
	bool is_held = lease_is_held(&us.lease, now);

	if (is_held == us.was_held)
		return;
	us.was_held = is_held;
	if (is_held)
		log_info("this node has the lease; it lasts %.1f s from each "
			 "beat that a majority echoes",
		    (double)us.lease.lease_ms / 1000);
	else if (us.lease.is_wanted && us.lease.end.ms == 0)
		log_info("this node's lease was given up, and is asked for "
			 "anew");
	else if (us.lease.is_wanted)
		log_warning("this node has no lease any more: no majority has "
			    "echoed it for %.1f s",
		    (double)moment_between_ms(
			moment_after(us.lease.end, -us.lease.lease_ms), now) /
			1000);
	else
		log_info("this node gave its lease up: nothing here needs it");
}

/* While promotions are held an administrator is at work. */
static bool
is_held_back(void)
{
	struct database *database;

	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (view_last_record(&database->view)->held)
			return true;
	return false;
}

static void
end_what_has_none(struct moment now)
{
	struct database *database;

	if (!us.lease.is_wanted ||
	    moment_left_ms(lease_ends(&us.lease), now) > 0)
		return;
	if (!is_held_back())
		addresses_drop("this node's lease ends within a second, or "
			       "has ended, and was not renewed");
	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (tenant_lives_by_lease(database))
			tenant_kill(database,
			    "this node's lease ends within a second, or has "
			    "ended, and was not renewed");
}

static void
edge_came(void *context)
{
	(void)context;
	leasing_review(moment_now());
}

/*
 * Between the killing and the watchdog's reset there is a second, of which a
 * beat would be a fifth.  What is past is pursued at every beat.
 */
static void
watch_edges(struct moment now)
{
	int64_t left_ms = moment_left_ms(lease_ends(&us.lease), now);
	int64_t feed_ms = arming_last_feed_ms(now);

	if (!us.lease.is_wanted)
		left_ms = 0;
	if (feed_ms > 0 && (left_ms == 0 || feed_ms < left_ms))
		left_ms = feed_ms;
	if (left_ms > 0)
		loop_set(&us.edge, left_ms, edge_came, NULL);
	else
		loop_unset(&us.edge);
}

void
leasing_review(struct moment now)
{
	bool was_wanted = us.lease.is_wanted;
	uint32_t marks[ADDRESSES_MAX];
	unsigned nmarks;

	addresses_review(now);
	nmarks = addresses_marks(marks);
	lease_set_marks(&us.lease, marks, nmarks);
	lease_want(&us.lease, is_needed(now), now);
	if (lease_hurries(&us.lease) || (us.lease.is_wanted && !was_wanted))
		say(now);
	tell_change(now);
	end_what_has_none(now);
	arming_review(now);
	watch_edges(now);
}

static void
beat_came(void *context)
{
	struct moment now = moment_now();

	(void)context;
	say(now);
	leasing_review(now);
	loop_set(&us.beat, LEASE_BEAT_MS, beat_came, NULL);
}

void
leasing_init(bool (*send)(const void *bytes, size_t nbytes), struct moment now)
{
	uint64_t life = 0;

	/* Before the entropy is there: a clock is enough to tell lives apart.
	 */
	if (getrandom(&life, sizeof(life), GRND_NONBLOCK) != sizeof(life))
		life = (uint64_t)now.ms;
	memset(&us, 0, sizeof(us));
	us.send = send;
	lease_init(&us.lease, life, now);
	beat_came(NULL);
}

void
leasing_done(void)
{
	loop_unset(&us.beat);
	loop_unset(&us.edge);
}

void
leasing_set_time(int64_t lease_ms)
{
	if (lease_ms == us.lease.lease_ms)
		return;
	log_info("a lease lasts %.1f s, as corosync is configured",
	    (double)lease_ms / 1000);
	lease_set_time(&us.lease, lease_ms);
}

void
leasing_on_group(
    uint32_t self, const struct view_group *group, struct moment now)
{
	us.group = *group;
	lease_on_group(&us.lease, self, group);
	count_votes();
	leasing_review(now);
}

void
leasing_on_device(unsigned votes, struct ring ring)
{
	us.device_votes = votes;
	us.device_ring = ring;
	count_votes();
}

void
leasing_on_verdict(const struct view_verdict *verdict)
{
	us.verdict = *verdict;
	count_votes();
}

static void
note_clock(uint32_t node)
{
	unsigned i = 0;

	while (i < RECORD_NODES_MAX - 1 && us.asked[i].node != 0 &&
	       us.asked[i].node != node)
		i++;
	us.asked[i].node = node;
	us.asked[i].at_s = (int64_t)time(NULL);
}

bool
leasing_echoed_before(uint32_t node, int64_t clock_s)
{
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (us.asked[i].node == node)
			return us.asked[i].at_s < clock_s;
	return clock_s != 0;
}

bool
leasing_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now)
{
	struct lease_beat beat;

	if (!lease_code_get(packet, &beat))
		return false;
	lease_on_beat(&us.lease, sender, &beat, now);
	if (beat.number != 0)
		note_clock(sender);
	leasing_review(now);
	return true;
}

bool
leasing_is_held(struct moment now)
{
	return lease_is_held(&us.lease, now);
}

const struct lease *
leasing_lease(void)
{
	return &us.lease;
}
