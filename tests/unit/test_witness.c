/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/witness.h"

#include <string.h>

#include "tests/unit/check.h"

static uint8_t key[SHA256_BYTES], bytes[WITNESS_BYTES_MAX];

static struct witness
full(void)
{
	struct witness word = { .sender = 3,
		.life = 77,
		.counter = 9,
		.way = WITNESS_RELAYED,
		.ring = { 1, 44 },
		.has_corosync = true,
		.has_keeper = true,
		.is_continuous = true,
		.has_gateway = true,
		.may_act = true,
		.view = 12,
		.nmembers = VOTE_NODES_MAX,
		.yields = 11,
		.rank = { 12, 4, true, 3 } };

	for (unsigned i = 0; i < VOTE_NODES_MAX; i++) {
		word.members.ids[word.members.n++] = i + 1;
		word.hears.ids[word.hears.n++] = UINT32_MAX - i;
	}
	word.yielded.ids[word.yielded.n++] = 2;
	return word;
}

static void
what_is_said_is_heard(void)
{
	struct witness said = full(), heard;
	size_t n;

	witness_key("a secret", 8, key);
	n = witness_put(&said, key, bytes);
	CHECK(n > 0);
	CHECK(witness_get(bytes, n, key, &heard));
	CHECK(memcmp(&said, &heard, sizeof(said)) == 0);
}

static void
what_was_changed_or_cut_is_not_believed(void)
{
	struct witness said = full(), heard;
	size_t n = witness_put(&said, key, bytes);

	for (size_t i = 0; i < n; i++) {
		bytes[i] ^= 1;
		CHECK(!witness_get(bytes, n, key, &heard));
		bytes[i] ^= 1;
		CHECK(!witness_get(bytes, i, key, &heard));
	}
	CHECK(witness_get(bytes, n, key, &heard));
}

static void
another_key_is_not_believed(void)
{
	struct witness said = full(), heard;
	uint8_t other[SHA256_BYTES];
	size_t n = witness_put(&said, key, bytes);

	witness_key("another secret", 14, other);
	CHECK(!witness_get(bytes, n, other, &heard));
}

static void
a_word_counts_once(void)
{
	struct witness_past past = { .lives = { { 0 } } };
	struct witness word = full();

	CHECK(witness_is_new(&past, &word));
	CHECK(!witness_is_new(&past, &word));
	word.counter++;
	CHECK(witness_is_new(&past, &word));
	word.counter--;
	CHECK(!witness_is_new(&past, &word));
	/* The two ways may overtake each other. */
	word.way = WITNESS_DIRECT;
	CHECK(witness_is_new(&past, &word));
}

static void
what_was_heard_of_an_earlier_life_is_not_heard_again(void)
{
	struct witness_past past = { .lives = { { 0 } } };
	struct witness word = full();

	CHECK(witness_is_new(&past, &word));
	word.life = 78;
	word.counter = 1;
	CHECK(witness_is_new(&past, &word));
	word.life = 77;
	word.counter = 9;
	CHECK(!witness_is_new(&past, &word));
}

/* Who was started after that life was over never heard it: recorded words of it
 * must not make the one that lives now unheard. */
static void
a_recorded_word_does_not_end_the_life_that_goes_on(void)
{
	struct witness_past past = { .lives = { { 0 } } };
	struct witness word = full();

	CHECK(witness_is_new(&past, &word));
	for (unsigned old = 0; old < WITNESS_LIVES_MAX - 1; old++) {
		word.life = 100 + old;
		word.counter = 5000;
		CHECK(witness_is_new(&past, &word));
		CHECK(!witness_is_new(&past, &word));
	}
	word.life = 77;
	word.counter = 9;
	CHECK(!witness_is_new(&past, &word));
	word.counter = 10;
	CHECK(witness_is_new(&past, &word));
}

CHECK_MAIN(what_is_said_is_heard, what_was_changed_or_cut_is_not_believed,
    another_key_is_not_believed, a_word_counts_once,
    what_was_heard_of_an_earlier_life_is_not_heard_again,
    a_recorded_word_does_not_end_the_life_that_goes_on)
