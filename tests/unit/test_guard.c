/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/guard.h"

#include <string.h>

#include "tests/unit/check.h"

static unsigned
gaps(const char *available, const char *level, const char *stream,
    const char *senders)
{
	const char *const columns[GUARD_COLUMNS] = { "ANY 1 (n2)", available,
		level, stream, senders };
	struct guard guard = { .gaps = 0x55 };

	CHECK(guard_read(columns, &guard));
	CHECK(strcmp(guard.names, "ANY 1 (n2)") == 0);
	return guard.gaps;
}

static void
a_server_that_waits_for_its_standbys_has_no_gap(void)
{
	CHECK(gaps("off", "on", "on", "16") == 0);
	CHECK(gaps("off", "remote_apply", "on", "1") == 0);
}

static void
each_setting_by_which_it_acknowledges_alone_is_a_gap(void)
{
	CHECK(gaps("on", "on", "on", "16") == GUARD_MOST_AVAILABLE);
	CHECK(gaps("off", "on", "off", "16") == GUARD_NO_STREAM);
	CHECK(gaps("off", "on", "on", "0") == GUARD_NO_SENDERS);
	CHECK(gaps("on", "off", "off", "0") ==
	      (GUARD_MOST_AVAILABLE | GUARD_COMMIT_LEVEL | GUARD_NO_STREAM |
		  GUARD_NO_SENDERS));
}

static void
what_a_standby_has_in_memory_only_is_not_enough(void)
{
	static const char *const levels[] = { "off", "local", "remote_receive",
		"remote_write", "something new" };

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		CHECK(gaps("off", levels[i], "on", "16") == GUARD_COMMIT_LEVEL);
}

static void
a_word_that_is_not_known_is_a_gap(void)
{
	CHECK(gaps("maybe", "on", "", "16") ==
	      (GUARD_MOST_AVAILABLE | GUARD_NO_STREAM));
}

static void
an_answer_without_a_value_is_none(void)
{
	for (int i = 0; i < GUARD_COLUMNS; i++) {
		const char *columns[GUARD_COLUMNS] = { "", "off", "on", "on",
			"16" };
		struct guard guard;

		columns[i] = NULL;
		CHECK(!guard_read(columns, &guard));
	}
}

static void
names_that_do_not_fit_are_no_answer(void)
{
	char names[GUARD_NAMES_MAX + 1];
	const char *const columns[GUARD_COLUMNS] = { names, "off", "on", "on",
		"16" };
	struct guard guard;

	memset(names, 'a', sizeof(names));
	names[GUARD_NAMES_MAX - 1] = '\0';
	CHECK(guard_read(columns, &guard));
	names[GUARD_NAMES_MAX - 1] = 'a';
	names[GUARD_NAMES_MAX] = '\0';
	CHECK(!guard_read(columns, &guard));
}

static void
gaps_are_told_in_one_sentence(void)
{
	char text[128], little[16];

	CHECK(strcmp(guard_text(0, text, sizeof(text)), "") == 0);
	CHECK(strcmp(guard_text(GUARD_COMMIT_LEVEL | GUARD_NO_SENDERS, text,
			 sizeof(text)),
		  "synchronous_commit is below on and max_wal_senders is 0") ==
	      0);
	CHECK(strlen(guard_text(~0U, little, sizeof(little))) == 15);
}

CHECK_MAIN(a_server_that_waits_for_its_standbys_has_no_gap,
    each_setting_by_which_it_acknowledges_alone_is_a_gap,
    what_a_standby_has_in_memory_only_is_not_enough,
    a_word_that_is_not_known_is_a_gap, an_answer_without_a_value_is_none,
    names_that_do_not_fit_are_no_answer, gaps_are_told_in_one_sentence)
