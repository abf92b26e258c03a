/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/lsn.h"

#include <string.h>

#include "tests/unit/check.h"

static struct lsn
lsn(const char *text)
{
	struct lsn value = { 0 };

	CHECK(lsn_parse(text, &value));
	return value;
}

static void
a_position_is_read_and_printed_alike(void)
{
	static const char *const texts[] = { "0/3000148", "FFFFFFFF/FFFFFFFF",
		"1/0", "0/0" };
	char buf[LSN_TEXT_MAX];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK(strcmp(lsn_text(lsn(texts[i]), buf), texts[i]) == 0);
	CHECK(lsn("1/0").bytes == 1ull << 32);
}

static void
positions_are_compared_as_numbers_not_as_texts(void)
{
	CHECK(lsn_cmp(lsn("0/A000000"), lsn("0/9000000")) > 0);
	CHECK(lsn_cmp(lsn("0/10000000"), lsn("0/A000000")) > 0);
	CHECK(lsn_cmp(lsn("10/0"), lsn("9/FFFFFFFF")) > 0);
	CHECK(lsn_cmp(lsn("0/0"), lsn("00000000/00000000")) == 0);
}

static void
what_is_not_one_position_is_refused(void)
{
	static const char *const texts[] = { "", "0", "0/", "/0", "0/0 ",
		" 0/0", "0/x", "123456789/0", "0/123456789", "0/0/0", "-1/0" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct lsn untouched = { 42 };

		CHECK(!lsn_parse(texts[i], &untouched));
		CHECK(untouched.bytes == 42);
	}
}

CHECK_MAIN(a_position_is_read_and_printed_alike,
    positions_are_compared_as_numbers_not_as_texts,
    what_is_not_one_position_is_refused)
