/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/view.h"

#include <string.h>

#include "tests/unit/check.h"

/* Three keepers on one ring; messages go to all, in order. */
static struct view nodes[3];
static struct message queue[64];
static unsigned nqueue, nwritten;
static bool disk_works[3];
static struct view_effects last[3];

static void carry_out(unsigned node, const struct view_effects *effects);

static void
write_down(unsigned node)
{
	struct view_effects effects;

	nwritten++;
	view_on_written(&nodes[node], disk_works[node], &effects);
	carry_out(node, &effects);
}

static void
carry_out(unsigned node, const struct view_effects *effects)
{
	struct view_effects copy = *effects;

	if (copy.n > 0)
		last[node] = copy;
	for (unsigned i = 0; i < copy.n; i++) {
		if (copy.effects[i] == VIEW_SEND)
			queue[nqueue++ % 64] = copy.message;
		if (copy.effects[i] == VIEW_WRITE)
			write_down(node);
	}
}

static bool
was_told(unsigned node, enum view_effect effect)
{
	for (unsigned i = 0; i < last[node].n; i++)
		if (last[node].effects[i] == effect)
			return true;
	return false;
}

static void
deliver_all(const struct view_group *group)
{
	for (unsigned at = 0; at < nqueue; at++)
		for (unsigned i = 0; i < group->nnodes; i++) {
			unsigned node = group->nodes[i] - 1;
			struct view_effects effects;

			view_on_message(
			    &nodes[node], &queue[at % 64], &effects);
			carry_out(node, &effects);
		}
	nqueue = 0;
}

static struct view_group
form(uint64_t seq, unsigned mask)
{
	struct view_group group = { .ring = { 1, seq } };
	struct view_verdict verdict = {
		.ring = { 1, seq }, .quorum = 2, .nvoters = 3
	};
	struct view_effects effects;

	for (unsigned i = 0; i < 3; i++) {
		verdict.voters[i] = (struct voter){ i + 1, 1, mask >> i & 1 };
		if (mask >> i & 1)
			group.nodes[group.nnodes++] = i + 1;
	}
	verdict.quorate = group.nnodes >= 2;
	for (unsigned i = 0; i < group.nnodes; i++) {
		unsigned node = group.nodes[i] - 1;

		view_on_group(&nodes[node], &group, &effects);
		carry_out(node, &effects);
		view_on_verdict(&nodes[node], &verdict, &effects);
		carry_out(node, &effects);
	}
	deliver_all(&group);
	return group;
}

static void
begin(void)
{
	nqueue = 0;
	for (unsigned i = 0; i < 3; i++) {
		view_init(&nodes[i], i + 1, NULL);
		disk_works[i] = true;
	}
	form(1, 7);
}

/* Asks for an update; it is done when the messages are delivered. */
static void
request(unsigned node, uint32_t vip_holder)
{
	struct record next = *view_record(&nodes[node]);
	struct view_effects effects;

	next.vip_holder = vip_holder;
	view_request(&nodes[node], &next, &effects);
	carry_out(node, &effects);
}

static uint32_t
holder(unsigned node)
{
	return nodes[node].ledger.record.vip_holder;
}

static void
the_first_view_needs_everybody(void)
{
	begin();
	CHECK(view_is_active(&nodes[0]) && view_is_active(&nodes[2]));
	CHECK(nodes[0].ledger.counts);
	view_init(&nodes[0], 1, NULL);
	view_init(&nodes[1], 2, NULL);
	form(2, 3);
	CHECK(!view_is_active(&nodes[0]));
	CHECK(view_record(&nodes[0]) == NULL);
}

static void
an_update_is_done_when_every_disk_has_it(void)
{
	struct view_group group;

	begin();
	group = nodes[0].group;
	request(1, 42);
	deliver_all(&group);
	CHECK(holder(0) == 42 && holder(1) == 42 && holder(2) == 42);
	CHECK(was_told(1, VIEW_UPDATE_DONE));
	CHECK(was_told(0, VIEW_CHANGED) && !was_told(0, VIEW_UPDATE_DONE));
	CHECK(view_record(&nodes[1])->seq == 1);
}

static void
nothing_is_decided_upon_while_an_update_is_under_way(void)
{
	struct view_effects effects;

	begin();
	request(0, 42);
	view_on_message(&nodes[1], &queue[0], &effects);
	CHECK(view_is_active(&nodes[1]));
	CHECK(view_record(&nodes[1]) == NULL);
	CHECK(view_last_record(&nodes[1]) != NULL);
}

static void
of_two_updates_the_first_in_order_wins(void)
{
	struct view_group group;

	begin();
	group = nodes[0].group;
	request(0, 10);
	request(1, 11);
	for (unsigned i = 0; i < 2; i++) {
		struct view_effects effects;

		view_on_message(&nodes[1], &queue[i], &effects);
		carry_out(1, &effects);
	}
	CHECK(was_told(1, VIEW_UPDATE_REFUSED));
	begin();
	request(0, 10);
	request(1, 11);
	deliver_all(&group);
	CHECK(holder(0) == 10 && holder(1) == 10 && holder(2) == 10);
}

static void
an_update_cut_short_is_adopted_from_one_disk(void)
{
	struct view_effects effects;

	begin();
	request(0, 42);
	view_on_message(&nodes[1], &queue[0], &effects);
	carry_out(1, &effects);
	CHECK(holder(1) == 42 && holder(0) == 0);
	nqueue = 0;
	form(2, 7);
	CHECK(was_told(0, VIEW_BEGINS));
	CHECK(holder(0) == 42 && holder(2) == 42);
}

static void
a_minority_never_has_an_active_view(void)
{
	begin();
	form(2, 1);
	CHECK(!view_is_active(&nodes[0]));
	form(3, 6);
	CHECK(view_is_active(&nodes[1]) && view_is_active(&nodes[2]));
	CHECK(!record_has_member(view_record(&nodes[1]), 1));
	form(4, 7);
	CHECK(view_is_active(&nodes[0]));
}

static void
a_fresh_node_is_no_witness_until_it_was_in_a_view(void)
{
	begin();
	request(1, 7);
	deliver_all(&nodes[0].group);
	view_init(&nodes[2], 3, NULL);
	form(2, 6);
	CHECK(!view_is_active(&nodes[1]));
	form(3, 7);
	CHECK(view_is_active(&nodes[2]) && holder(2) == 7);
	CHECK(nodes[2].ledger.counts);
	form(4, 6);
	CHECK(view_is_active(&nodes[1]));
}

static void
a_verdict_of_another_ring_does_not_count(void)
{
	struct view_verdict verdict;
	struct view_effects effects;

	begin();
	verdict = nodes[0].verdict;
	verdict.ring.seq = 9;
	view_on_verdict(&nodes[0], &verdict, &effects);
	CHECK(!view_is_active(&nodes[0]));
	CHECK(effects.n == 1 && effects.effects[0] == VIEW_ENDS);
	verdict.ring.seq = 1;
	view_on_verdict(&nodes[0], &verdict, &effects);
	CHECK(effects.n == 1 && effects.effects[0] == VIEW_BEGINS);
}

static void
a_disk_that_fails_leaves_the_group(void)
{
	begin();
	disk_works[1] = false;
	request(0, 42);
	deliver_all(&nodes[0].group);
	CHECK(was_told(1, VIEW_LEAVE));
	CHECK(!view_is_active(&nodes[1]));
	CHECK(!was_told(0, VIEW_UPDATE_DONE));
}

static void
a_request_from_an_old_copy_is_refused_at_once(void)
{
	struct record old;
	struct view_effects effects;

	begin();
	old = *view_record(&nodes[0]);
	request(1, 42);
	deliver_all(&nodes[0].group);
	view_request(&nodes[0], &old, &effects);
	CHECK(effects.n == 1 && effects.effects[0] == VIEW_UPDATE_REFUSED);
}

/* One node of a pair must not use the vote that the pair has together. */
static void
the_device_counts_only_with_every_keeper_of_its_ring(void)
{
	struct view_group group = {
		.ring = { 1, 1 }, .nnodes = 1, .nodes = { 1 }
	};
	struct greeting greetings[RECORD_NODES_MAX] = { { .counts = true } };
	struct view_verdict verdict = { .quorate = true,
		.quorum = 2,
		.device_votes = 1,
		.nvoters = 2,
		.voters = { { 1, 1, true }, { 2, 1, true } } };

	CHECK(!decide_view_quorate(&group, greetings, &verdict));
	verdict.voters[1].in_ring = false;
	CHECK(decide_view_quorate(&group, greetings, &verdict));
	greetings[0].counts = false;
	CHECK(!decide_view_quorate(&group, greetings, &verdict));
}

CHECK_MAIN(the_first_view_needs_everybody,
    an_update_is_done_when_every_disk_has_it,
    nothing_is_decided_upon_while_an_update_is_under_way,
    of_two_updates_the_first_in_order_wins,
    an_update_cut_short_is_adopted_from_one_disk,
    a_minority_never_has_an_active_view,
    a_fresh_node_is_no_witness_until_it_was_in_a_view,
    a_verdict_of_another_ring_does_not_count,
    a_disk_that_fails_leaves_the_group,
    a_request_from_an_old_copy_is_refused_at_once,
    the_device_counts_only_with_every_keeper_of_its_ring)
