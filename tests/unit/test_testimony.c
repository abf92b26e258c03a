/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/testimony.h"

#include <string.h>

#include "tests/unit/check.h"

static struct footing footing;
static struct request request;
static struct answer answer;
static struct standing standing;

static struct moment
at(int64_t ms)
{
	return (struct moment){ 1000000 + ms };
}

/* Of node 1, which misses node 2; at 0 it was last heard, at 60 s the device
 * spoke. */
static void
begin(enum standing_off off)
{
	memset(&footing, 0, sizeof(footing));
	memset(&request, 0, sizeof(request));
	footing.lease_ms = 6400;
	footing.nnodes = 1;
	footing.nodes[0] =
	    (struct footing_node){ 2, false, true, at(0), at(2000) };
	footing.told = at(60000);
	footing.vote.occasion =
	    (struct standing_occasion){ 77, { 1, 44 }, 7, 0 };
	footing.vote.nnodes = 2;
	footing.vote.nodes[0] =
	    (struct standing_node){ 1, STANDING_OFF_IS_HERE };
	footing.vote.nodes[1] = (struct standing_node){ 2, off };
}

static bool
ask(uint32_t node)
{
	memset(&answer, 0, sizeof(answer));
	answer.kind = ANSWER_DONE;
	return testimony_ask(&request, node, &footing, at(60100), &answer);
}

static unsigned
count_told(void)
{
	memset(&standing, 0, sizeof(standing));
	testimony_tell(&footing, &standing);
	return standing.noff;
}

static void
it_is_asked_about_and_then_said(void)
{
	begin(STANDING_OFF_MAY_BE_SAID);
	CHECK(!ask(2));
	CHECK(answer.kind == ANSWER_DONE && answer.heard_ms == 60100);
	CHECK(answer.alone_ms == 60100 - 3200);
	CHECK(count_told() == 0);
	request.flag = true;
	request.occasion = answer.occasion;
	CHECK(ask(2));
	CHECK(count_told() == 1 && standing.off[0] == 2);
	CHECK(standing.occasion.life == 77);
	/* Nothing new, the second time. */
	CHECK(!ask(2) && answer.kind == ANSWER_DONE);
}

static void
what_was_said_ends_with_its_situation(void)
{
	begin(STANDING_OFF_MAY_BE_SAID);
	request.flag = true;
	request.occasion = footing.vote.occasion;
	(void)ask(2);
	CHECK(count_told() == 1);
	footing.vote.occasion.turn++;
	CHECK(count_told() == 0);
	/* What was typed about the one is refused in the other. */
	CHECK(!ask(2) && answer.kind == ANSWER_REFUSED);
	footing.vote.occasion.turn--;
	footing.vote.occasion.ring.seq = 48;
	CHECK(count_told() == 0 && !ask(2));
}

static void
every_objection_has_its_sentence(void)
{
	for (int off = STANDING_OFF_UNKNOWN; off <= STANDING_OFF_NOT_SEEN;
	     off++) {
		begin((enum standing_off)off);
		CHECK(!ask(2));
		if (off == STANDING_OFF_MAY_BE_SAID)
			continue;
		CHECK(answer.kind == ANSWER_REFUSED);
		CHECK(strlen(answer.why.text) > 10);
	}
	begin(STANDING_OFF_MAY_BE_SAID);
	CHECK(!ask(3) && answer.kind == ANSWER_REFUSED);
}

static void
a_keeper_that_did_not_hear_it_cannot_say_since_when(void)
{
	begin(STANDING_OFF_MAY_BE_SAID);
	footing.nodes[0].was_heard = false;
	CHECK(!ask(2) && answer.kind == ANSWER_REFUSED);
}

static void
a_device_that_is_silent_is_not_told(void)
{
	begin(STANDING_OFF_MAY_BE_SAID);
	footing.told = at(50000);
	CHECK(!ask(2) && answer.kind == ANSWER_REFUSED);
}

CHECK_MAIN(it_is_asked_about_and_then_said,
    what_was_said_ends_with_its_situation, every_objection_has_its_sentence,
    a_keeper_that_did_not_hear_it_cannot_say_since_when,
    a_device_that_is_silent_is_not_told)
