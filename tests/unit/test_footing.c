/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/footing.h"

#include "tests/unit/check.h"

static struct footing footing;
static struct standing told;
static const struct record record = { .view = 7,
	.seq = 2,
	.nmembers = 2,
	.members = { 1, 2 },
	.primary = { 1 } };
static const struct footing_view active = { &record, true, true };
static const struct footing_view ended = { &record, false, true };
static const struct view_group both = { { 1, 40 }, 2, { 1, 2 } };
static const struct view_group alone = { { 1, 44 }, 1, { 1 } };

static struct moment
at(int64_t ms)
{
	return (struct moment){ 1000000 + ms };
}

static void
begin(void)
{
	footing_init(&footing, at(0));
	footing_on_group(&footing, &both, at(0));
	footing_on_message(&footing, 2, &active, at(100));
}

static void
tell(const struct footing_view *view, int64_t ms)
{
	footing_tell(&footing, 1, view, at(ms), &told);
}

static void
what_the_record_says_is_told(void)
{
	begin();
	tell(&active, 200);
	CHECK(told.view == 7 && told.nmembers == 2 && told.members[1] == 2);
	CHECK(told.is_active && told.is_complete && told.has_primary);
	CHECK(told.ring.seq == 40 && told.record_seq == 2);
	CHECK(told.nechoes == 1 && told.echoes[0].node == 2);
	CHECK(told.echoes[0].heard_ms == 100 && told.echoes[0].sent_ms == 0);
}

static void
echoes_age_from_when_the_view_ended_and_the_other_left(void)
{
	begin();
	footing_on_group(&footing, &alone, at(3000));
	/* In a ring without a view nothing is heard. */
	footing_on_message(&footing, 2, &ended, at(3100));
	tell(&ended, 5000);
	CHECK(told.ring.seq == 44 && !told.is_active && told.is_complete);
	CHECK(told.echoes[0].heard_ms == 4900);
	CHECK(told.echoes[0].sent_ms == 2000);
}

static void
a_new_keeper_vouches_for_nothing_but_its_own_start(void)
{
	footing_init(&footing, at(0));
	footing_on_group(&footing, &both, at(10));
	footing_on_group(&footing, &alone, at(20));
	tell(&ended, 1000);
	CHECK(!told.is_complete);
	CHECK(told.echoes[0].heard_ms > 1000000);
	CHECK(told.echoes[0].sent_ms <= 990);
}

static void
a_view_of_this_node_alone_is_always_complete(void)
{
	struct record lone = { .view = 9, .nmembers = 1, .members = { 1 } };
	struct footing_view view = { &lone, false, true };

	footing_init(&footing, at(0));
	tell(&view, 0);
	CHECK(told.is_complete);
	lone.members[0] = 2;
	tell(&view, 0);
	CHECK(!told.is_complete);
}

static void
databases_that_disagree_are_no_ground(void)
{
	struct footing_view view = { &record, true, false };

	begin();
	tell(&view, 0);
	CHECK(!told.is_complete);
}

static void
the_vote_counts_when_it_may_be_acted_on(void)
{
	struct standing_vote vote = { .ring = { 1, 44 } };

	footing_init(&footing, at(0));
	(void)footing_on_vote(&footing, &vote, at(0));
	CHECK(!footing_may_act(&footing, vote.ring));
	vote.may_act = true;
	CHECK(footing_on_vote(&footing, &vote, at(0)));
	CHECK(footing_may_act(&footing, vote.ring));
	CHECK(!footing_on_vote(&footing, &vote, at(0)));
	/* A device that was started anew has forgotten what it said. */
	vote.may_act = false;
	(void)footing_on_vote(&footing, &vote, at(0));
	CHECK(footing_may_act(&footing, vote.ring));
	/* Another ring is another matter. */
	vote.ring.seq = 48;
	CHECK(footing_on_vote(&footing, &vote, at(0)));
	CHECK(!footing_may_act(&footing, vote.ring));
}

static void
a_silent_device_reaches_nothing_that_is_known(void)
{
	struct standing_vote vote = { .ngateways = 2, .nanswering = 1 };

	footing_init(&footing, at(0));
	CHECK(footing_reach(&footing, at(0)).ngateways == 0);
	(void)footing_on_vote(&footing, &vote, at(1000));
	CHECK(footing_reach(&footing, at(3999)).ngateways == 2);
	CHECK(footing_reach(&footing, at(3999)).nanswering == 1);
	CHECK(footing_reach(&footing, at(4000)).ngateways == 0);
}

CHECK_MAIN(what_the_record_says_is_told,
    echoes_age_from_when_the_view_ended_and_the_other_left,
    a_new_keeper_vouches_for_nothing_but_its_own_start,
    a_view_of_this_node_alone_is_always_complete,
    a_silent_device_reaches_nothing_that_is_known,
    databases_that_disagree_are_no_ground,
    the_vote_counts_when_it_may_be_acted_on)
