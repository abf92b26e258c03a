/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/sight.h"

#include "tests/unit/check.h"

static struct sight sight;

static struct moment
at(int64_t ms)
{
	return (struct moment){ 1000000 + ms };
}

static struct witness
word(uint64_t counter)
{
	return (struct witness){ .sender = 2,
		.life = 5,
		.counter = counter,
		.way = WITNESS_DIRECT };
}

static void
who_was_not_listened_for_is_not_silent(void)
{
	sight = (struct sight){ .since = { 0 } };
	sight_begin(&sight, at(0));
	CHECK(sight_lives(&sight, 1, at(SIGHT_WINDOW_MS - 1)));
	CHECK(!sight_lives(&sight, 1, at(SIGHT_WINDOW_MS)));
	/* After a sleep again. */
	sight_begin(&sight, at(5000));
	CHECK(sight_lives(&sight, 1, at(5001)));
}

static void
every_sign_is_one_of_life_for_a_while(void)
{
	for (enum sight_sign sign = SIGHT_WORD; sign < SIGHT_SIGNS; sign++) {
		sight = (struct sight){ .since = { 0 } };
		CHECK(!sight_lives(&sight, 1, at(0)));
		sight_hear(&sight, 1, sign, at(0));
		CHECK(sight_lives(&sight, 1, at(SIGHT_WINDOW_MS - 1)));
		CHECK(!sight_lives(&sight, 1, at(SIGHT_WINDOW_MS)));
		CHECK(!sight_lives(&sight, 0, at(0)));
	}
}

static void
a_word_that_comes_again_is_no_life(void)
{
	struct witness said = word(1);

	sight = (struct sight){ .since = { 0 } };
	CHECK(sight_listen(&sight, 1, &said, false, at(0)));
	CHECK(!sight_listen(&sight, 1, &said, false, at(2000)));
	CHECK(!sight_lives(&sight, 1, at(2000)));
}

static void
a_yield_counts_while_its_sender_is_missing(void)
{
	struct witness said = word(1);

	sight = (struct sight){ .since = { 0 } };
	said.yields = 7;
	(void)sight_listen(&sight, 1, &said, false, at(0));
	CHECK(sight.peers[1].yields == 0);
	said.counter = 2;
	(void)sight_listen(&sight, 1, &said, true, at(0));
	CHECK(sight.peers[1].yields == 7);
	/* What it gave up it does not take back by saying less. */
	said.counter = 3;
	said.yields = 0;
	(void)sight_listen(&sight, 1, &said, true, at(0));
	CHECK(sight.peers[1].yields == 7);
	sight_meet(&sight, 1);
	CHECK(sight.peers[1].yields == 0);
}

static void
the_relay_is_known_by_relayed_words(void)
{
	struct witness said = word(1);

	sight = (struct sight){ .since = { 0 } };
	(void)sight_listen(&sight, 1, &said, false, at(0));
	CHECK(!sight_hears_relay(&sight, 1, at(0)));
	said = word(2);
	said.way = WITNESS_RELAYED;
	said.relayed.n = 1;
	said.relayed.ids[0] = 1;
	(void)sight_listen(&sight, 1, &said, false, at(0));
	CHECK(sight_hears_relay(&sight, 1, at(0)));
	CHECK(sight_is_relayed(&sight, 1, 1, at(0)));
	CHECK(!sight_is_relayed(&sight, 1, 9, at(0)));
	CHECK(!sight_hears_relay(&sight, 1, at(SIGHT_RELAY_MS)));
}

static void
a_relay_that_stopped_while_words_come_directly_works_no_more(void)
{
	struct witness said = word(1);

	sight = (struct sight){ .since = { 0 } };
	said.way = WITNESS_RELAYED;
	(void)sight_listen(&sight, 1, &said, false, at(0));
	said = word(2);
	(void)sight_listen(&sight, 1, &said, false, at(SIGHT_BEHIND_MS - 1));
	CHECK(sight_hears_relay(&sight, 1, at(SIGHT_BEHIND_MS)));
	said = word(3);
	(void)sight_listen(&sight, 1, &said, false, at(SIGHT_BEHIND_MS));
	CHECK(!sight_hears_relay(&sight, 1, at(SIGHT_BEHIND_MS)));
	/* Who died was silent on both ways at once. */
	said = word(4);
	said.way = WITNESS_RELAYED;
	(void)sight_listen(&sight, 1, &said, false, at(SIGHT_BEHIND_MS));
	CHECK(sight_hears_relay(
	    &sight, 1, at(SIGHT_BEHIND_MS + SIGHT_RELAY_MS - 1)));
}

CHECK_MAIN(who_was_not_listened_for_is_not_silent,
    every_sign_is_one_of_life_for_a_while, a_word_that_comes_again_is_no_life,
    a_yield_counts_while_its_sender_is_missing,
    the_relay_is_known_by_relayed_words,
    a_relay_that_stopped_while_words_come_directly_works_no_more)
