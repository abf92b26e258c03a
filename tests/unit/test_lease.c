/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lease by itself, and a small world of keepers whose network is cut and
 * healed, who stop, thaw and start anew: a holder is never taken for one whose
 * lease has ended by those who may act.
 */
#include "cpg/keeper/lease.h"

#include <string.h>

#include "cpg/lease_time.h"
#include "tests/unit/check.h"

#define LEASE_MS 5000
#define NODES    4
#define QUEUE    256

static struct lease nodes[NODES];
static struct moment now;
static unsigned nnodes, ndevice; /* in a pair: who has the device's vote */
static unsigned group_of[NODES]; /* nodes of the same number hear each other */
static bool is_frozen[NODES];
static uint64_t lives;
static struct {
	unsigned sender, group;
	struct lease_beat beat;
} queue[QUEUE];
static unsigned nqueue;
static unsigned nstalled; /* intervals in which nothing is delivered */
static unsigned nwhole;   /* intervals in which all have heard each other */

static struct view_group
view_of(unsigned i)
{
	struct view_group group = { .ring = { 1, group_of[i] + 1 } };

	for (unsigned k = 0; k < nnodes; k++)
		if (group_of[k] == group_of[i])
			group.nodes[group.nnodes++] = k + 1;
	return group;
}

static void
regroup_one(unsigned i)
{
	struct view_group group = view_of(i);
	struct view_verdict verdict = { .quorum = nnodes / 2 + 1 };

	for (unsigned k = 0; k < nnodes; k++)
		verdict.voters[verdict.nvoters++] =
		    (struct voter){ k + 1, 1, group_of[k] == group_of[i] };
	if (nnodes == 2 && (group.nnodes == 2 || ndevice == i))
		verdict.device_votes = 1;
	lease_on_group(&nodes[i], i + 1, &group);
	lease_on_verdict(&nodes[i], &verdict);
}

static void
regroup(void)
{
	for (unsigned i = 0; i < nnodes; i++)
		if (!is_frozen[i])
			regroup_one(i);
}

static void
begin(unsigned n)
{
	now = (struct moment){ 1000000 };
	nnodes = n;
	nqueue = nstalled = 0;
	for (unsigned i = 0; i < n; i++) {
		group_of[i] = 0;
		is_frozen[i] = false;
		lease_init(&nodes[i], ++lives, now);
		lease_set_time(&nodes[i], LEASE_MS);
	}
	regroup();
}

/* Corosync delivers in one order, to all of the group and to nobody else; while
 * it forms a ring, nothing, and then what has waited. */
static void
deliver(void)
{
	if (nstalled > 0)
		return;
	for (unsigned q = 0; q < nqueue; q++)
		for (unsigned i = 0; i < nnodes; i++)
			if (!is_frozen[i] && group_of[i] == queue[q].group)
				lease_on_beat(&nodes[i], queue[q].sender + 1,
				    &queue[q].beat, now);
	nqueue = 0;
}

static void
speak(unsigned i)
{
	if (nqueue == QUEUE || !lease_next(&nodes[i], now, &queue[nqueue].beat))
		return;
	queue[nqueue].sender = i;
	queue[nqueue].group = group_of[i];
	nqueue++;
}

/* One interval of the beats; who hurries speaks again. */
static void
pass(void)
{
	for (unsigned i = 0; i < nnodes; i++)
		if (!is_frozen[i])
			speak(i);
	deliver();
	for (unsigned i = 0; i < nnodes; i++)
		if (!is_frozen[i] && lease_hurries(&nodes[i]))
			speak(i);
	deliver();
	nwhole++;
	for (unsigned i = 0; i < nnodes; i++)
		if (nstalled > 0 || is_frozen[i] || group_of[i] != group_of[0])
			nwhole = 0;
	nstalled -= nstalled > 0;
	now = moment_after(now, LEASE_BEAT_MS);
}

static void
pass_ms(int64_t ms)
{
	for (int64_t at = 0; at < ms; at += LEASE_BEAT_MS)
		pass();
}

/* Seen with nine nodes that had just been started, for fifteen seconds: each
 * answer was a question of its own, and as urgent, and the beats by which a
 * lease would have begun were forgotten before they were echoed. */
static void
who_gets_no_lease_is_answered_once_and_not_for_ever(void)
{
	unsigned nrounds = 0;

	begin(4);
	for (unsigned i = 0; i < 4; i++) {
		group_of[i] = i / 2;
		lease_want(&nodes[i], true, now);
	}
	regroup();
	for (bool is_quiet = false; !is_quiet && nrounds < 100; nrounds++) {
		is_quiet = true;
		for (unsigned i = 0; i < 4; i++)
			if (lease_hurries(&nodes[i])) {
				speak(i);
				is_quiet = false;
			}
		deliver();
	}
	CHECK(nrounds < 5);
	CHECK(!lease_is_held(&nodes[0], now));
}

static void
who_does_not_want_one_has_none_and_says_little(void)
{
	struct lease_beat beat;

	begin(3);
	pass_ms(20000);
	CHECK(!lease_is_held(&nodes[0], now));
	CHECK(!lease_next(&nodes[0], now, &beat));
}

static void
a_majority_s_echo_gives_a_lease_from_the_time_of_sending(void)
{
	struct moment sent;

	begin(3);
	pass_ms(20000);
	lease_want(&nodes[0], true, now);
	CHECK(!lease_is_held(&nodes[0], now));
	sent = now;
	pass();
	CHECK(lease_is_held(&nodes[0], now));
	CHECK(nodes[0].end.ms == sent.ms + LEASE_MS);
	CHECK(lease_ends(&nodes[0]).ms ==
	      sent.ms + LEASE_MS - LEASE_TIME_MARGIN_MS);
	pass_ms(60000);
	CHECK(lease_is_held(&nodes[0], now));
}

static void
the_dead_standby_of_three_costs_nothing_and_two_end_it(void)
{
	begin(3);
	lease_want(&nodes[0], true, now);
	pass_ms(2000);
	is_frozen[2] = true;
	pass_ms(20000);
	CHECK(lease_is_held(&nodes[0], now));
	is_frozen[1] = true;
	pass_ms(LEASE_MS);
	CHECK(!lease_is_held(&nodes[0], now));
}

/* Three changes of the membership came one upon the other, as a node joined,
 * was cut off and came back; the moment between two of them was too short for
 * an echo that waits for its own beat, and a healthy primary was ended. */
static void
the_first_beat_after_a_silence_is_echoed_at_once(void)
{
	begin(3);
	lease_want(&nodes[0], true, now);
	pass_ms(2000);
	CHECK(lease_is_held(&nodes[0], now));
	nstalled = 3;
	pass_ms(600);
	regroup();
	pass();
	CHECK(nodes[0].end.ms == now.ms - LEASE_BEAT_MS + LEASE_MS);
}

static void
who_is_cut_off_loses_it_before_the_others_have_waited(void)
{
	struct moment cut;

	begin(3);
	lease_want(&nodes[0], true, now);
	pass_ms(20000);
	group_of[0] = 1;
	regroup();
	cut = now;
	while (lease_is_held(&nodes[0], now) && now.ms < cut.ms + 60000)
		pass();
	CHECK(now.ms - cut.ms <= LEASE_MS - LEASE_TIME_MARGIN_MS + 200);
	CHECK(lease_over(&nodes[1], 1).ms > nodes[0].end.ms);
	CHECK(lease_over(&nodes[1], 1).ms <= cut.ms + LEASE_MS + 1000);
	CHECK(lease_over(&nodes[1], 3).ms <= now.ms);
}

static void
who_was_never_echoed_one_has_none_at_once(void)
{
	begin(3);
	pass_ms(LEASE_MS + 2000);
	group_of[0] = 1;
	regroup();
	CHECK(lease_over(&nodes[1], 1).ms <= now.ms);
}

static void
a_keeper_that_was_just_started_makes_all_wait(void)
{
	struct view_group group;

	begin(3);
	pass_ms(20000);
	lease_init(&nodes[2], ++lives, now);
	lease_set_time(&nodes[2], LEASE_MS);
	regroup();
	group = view_of(1);
	CHECK(!lease_all_told(&nodes[1], &group));
	pass();
	CHECK(lease_all_told(&nodes[1], &group));
	CHECK(lease_over(&nodes[1], 1).ms > now.ms + LEASE_MS / 2);
	pass_ms(LEASE_MS + 2000);
	CHECK(lease_over(&nodes[1], 1).ms <= now.ms);
}

static void
what_another_has_echoed_is_waited_for_as_well(void)
{
	begin(3);
	pass_ms(20000);
	/* Cut off from 1 and 2 while 2 echoes to 1; then 2 comes over. */
	group_of[2] = 1;
	regroup();
	lease_want(&nodes[0], true, now);
	pass_ms(2000);
	CHECK(lease_is_held(&nodes[0], now));
	CHECK(lease_over(&nodes[2], 1).ms <= now.ms);
	group_of[1] = 1;
	regroup();
	pass();
	CHECK(lease_over(&nodes[2], 1).ms > nodes[0].end.ms);
}

/* The token is lost with the holder; echoes of its last beat wait until there
 * is a ring again. */
static void
an_echo_that_was_delivered_late_is_not_waited_for_anew(void)
{
	struct moment cut;

	begin(3);
	lease_want(&nodes[0], true, now);
	pass_ms(20000);
	cut = now;
	is_frozen[0] = true;
	nstalled = 11;
	pass_ms(11 * LEASE_BEAT_MS);
	pass();
	group_of[0] = 1;
	regroup();
	pass_ms(1000);
	CHECK(lease_over(&nodes[1], 1).ms > nodes[0].end.ms);
	CHECK(lease_over(&nodes[1], 1).ms <= cut.ms + LEASE_MS + 1000);
	CHECK(lease_over(&nodes[2], 1).ms <= cut.ms + LEASE_MS + 1000);
}

/* Who was told to wait for longer than a lease lasts now, tells that on. */
static void
an_echo_does_not_hide_what_is_remembered(void)
{
	struct lease_beat beat;

	begin(3);
	lease_want(&nodes[0], true, now);
	pass_ms(2000);
	nodes[1].peers[0].over = moment_after(now, 40000);
	nodes[1].peers[0].is_due = true;
	regroup();
	CHECK(lease_next(&nodes[1], now, &beat));
	lease_on_beat(&nodes[2], 2, &beat, now);
	CHECK(lease_over(&nodes[2], 1).ms == now.ms + 40000);
}

/* The device casts its vote for both as soon as they meet. */
static void
a_beat_of_a_lonely_time_is_worth_nothing_when_the_other_is_met(void)
{
	begin(2);
	ndevice = 1;
	group_of[0] = 1;
	regroup();
	lease_want(&nodes[0], true, now);
	pass_ms(20000);
	CHECK(!lease_is_held(&nodes[0], now));
	group_of[0] = 0;
	regroup();
	CHECK(!lease_is_held(&nodes[0], now));
	pass();
	CHECK(lease_is_held(&nodes[0], now));
	CHECK(lease_over(&nodes[1], 1).ms > nodes[0].end.ms);
}

static void
a_clock_that_jumped_ends_it(void)
{
	begin(3);
	lease_want(&nodes[0], true, now);
	pass_ms(2000);
	now = moment_after(now, 3600000);
	CHECK(!lease_is_held(&nodes[0], now));
	CHECK(lease_ends(&nodes[0]).ms < now.ms);
	pass();
	CHECK(lease_is_held(&nodes[0], now));
}

static void
a_new_primary_s_keeper_has_a_moment_to_get_it(void)
{
	begin(3);
	group_of[0] = 1;
	regroup();
	lease_want(&nodes[0], true, now);
	CHECK(lease_ends(&nodes[0]).ms == now.ms + 3000);
}

static void
echoes_of_another_life_do_not_count(void)
{
	struct lease_beat beat = { .life = 900, .nechoes = 1 };

	begin(3);
	lease_want(&nodes[0], true, now);
	speak(0);
	beat.echoes[0] = (struct lease_echo){
		.node = 1, .life = 12345, .number = nodes[0].number
	};
	lease_on_beat(&nodes[0], 1, &queue[0].beat, now);
	lease_on_beat(&nodes[0], 2, &beat, now);
	CHECK(!lease_is_held(&nodes[0], now));
	beat.echoes[0].life = nodes[0].life;
	beat.echoes[0].number = nodes[0].number + 1;
	lease_on_beat(&nodes[0], 2, &beat, now);
	CHECK(!lease_is_held(&nodes[0], now));
	beat.echoes[0].number = nodes[0].number;
	lease_on_beat(&nodes[0], 2, &beat, now);
	CHECK(lease_is_held(&nodes[0], now));
	nqueue = 0;
}

static void
a_pair_without_a_device_lives_and_dies_together(void)
{
	begin(2);
	ndevice = NODES;
	regroup();
	lease_want(&nodes[0], true, now);
	pass_ms(2000);
	CHECK(lease_is_held(&nodes[0], now));
	group_of[1] = 1;
	regroup();
	pass_ms(LEASE_MS);
	CHECK(!lease_is_held(&nodes[0], now));
}

/* An address was taken in the very moment in which the old lease ran out. */
static void
what_is_left_of_a_lease_that_was_let_go_ends_nobody_who_begins_anew(void)
{
	begin(3);
	lease_want(&nodes[0], true, now);
	pass_ms(2000);
	lease_want(&nodes[0], false, now);
	pass_ms(LEASE_MS - LEASE_TIME_MARGIN_MS);
	lease_want(&nodes[0], true, now);
	CHECK(!lease_is_held(&nodes[0], now));
	CHECK(lease_ends(&nodes[0]).ms > now.ms + 1000);
	regroup();
	CHECK(lease_ends(&nodes[0]).ms > now.ms + 1000);
	pass();
	CHECK(lease_is_held(&nodes[0], now));
}

static void
half_of_a_pair_lives_by_the_device_s_vote(void)
{
	begin(2);
	ndevice = 0;
	lease_want(&nodes[0], true, now);
	lease_want(&nodes[1], true, now);
	pass_ms(2000);
	CHECK(lease_is_held(&nodes[1], now));
	group_of[1] = 1;
	regroup();
	pass_ms(20000);
	CHECK(lease_is_held(&nodes[0], now));
	CHECK(!lease_is_held(&nodes[1], now));
}

/* The world. */

static uint32_t seed;

static uint32_t
random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static bool
may_act(unsigned i, const struct view_group *group)
{
	return lease_all_told(&nodes[i], group) &&
	       (group->nnodes >= 2 || (nnodes == 2 && ndevice == i));
}

static void
nobody_is_mistaken_for_dead(void)
{
	for (unsigned i = 0; i < nnodes; i++) {
		struct view_group group = view_of(i);

		if (is_frozen[i] || !may_act(i, &group))
			continue;
		for (unsigned k = 0; k < nnodes; k++)
			if (k != i && nodes[k].end.ms > now.ms)
				CHECK(lease_over(&nodes[i], k + 1).ms > now.ms);
	}
}

static void
shake(void)
{
	unsigned i = random_below(nnodes);

	switch (random_below(7)) {
	case 0:
		if (is_frozen[i])
			break;
		group_of[i] = random_below(3);
		/* The device goes to who was with the other until now. */
		if (nwhole > 0)
			ndevice = random_below(nnodes);
		break;
	case 1:
		for (unsigned k = 0; k < nnodes; k++)
			if (!is_frozen[k])
				group_of[k] = 0;
		break;
	case 2:
		/* The others lose it; a pair's device stays with who is awake.
		 */
		is_frozen[i] = !is_frozen[i];
		group_of[i] = 10 + i;
		if (nwhole > 0)
			ndevice = i == 0;
		break;
	case 3:
		if (is_frozen[i])
			break;
		lease_init(&nodes[i], ++lives, now);
		lease_set_time(&nodes[i], LEASE_MS);
		break;
	case 4:
		lease_want(&nodes[i], !nodes[i].is_wanted, now);
		return;
	case 5:
		nstalled = random_below(14);
		return;
	default:
		return;
	}
	/* What was under way is delivered to some, or lost. */
	if (random_below(2) == 0)
		nqueue = 0;
	regroup();
}

static void
in_no_world_is_a_holder_taken_for_one_that_has_none(void)
{
	for (unsigned world = 0; world < 400; world++) {
		int before = check_failures;

		seed = world;
		ndevice = random_below(2);
		begin(2 + world % 2);
		for (unsigned step = 0; step < 600; step++) {
			if (random_below(8) == 0)
				shake();
			pass();
			nobody_is_mistaken_for_dead();
		}
		if (check_failures != before) {
			printf("in world %u\n", world);
			return;
		}
	}
}

CHECK_MAIN(who_gets_no_lease_is_answered_once_and_not_for_ever,
    who_does_not_want_one_has_none_and_says_little,
    a_majority_s_echo_gives_a_lease_from_the_time_of_sending,
    the_dead_standby_of_three_costs_nothing_and_two_end_it,
    the_first_beat_after_a_silence_is_echoed_at_once,
    who_is_cut_off_loses_it_before_the_others_have_waited,
    who_was_never_echoed_one_has_none_at_once,
    a_keeper_that_was_just_started_makes_all_wait,
    what_another_has_echoed_is_waited_for_as_well,
    an_echo_that_was_delivered_late_is_not_waited_for_anew,
    an_echo_does_not_hide_what_is_remembered,
    a_beat_of_a_lonely_time_is_worth_nothing_when_the_other_is_met,
    a_clock_that_jumped_ends_it, a_new_primary_s_keeper_has_a_moment_to_get_it,
    echoes_of_another_life_do_not_count,
    a_pair_without_a_device_lives_and_dies_together,
    what_is_left_of_a_lease_that_was_let_go_ends_nobody_who_begins_anew,
    half_of_a_pair_lives_by_the_device_s_vote,
    in_no_world_is_a_holder_taken_for_one_that_has_none)
