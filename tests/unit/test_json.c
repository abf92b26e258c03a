/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/json.h"

#include <string.h>

#include "tests/unit/check.h"

static void
commas_come_by_themselves(void)
{
	char text[128];
	struct json json = json_begin(text, sizeof(text));

	json_open(&json, NULL, '{');
	json_number(&json, "a", -1);
	json_open(&json, "b", '[');
	json_flag(&json, NULL, true);
	json_flag(&json, NULL, false);
	json_open(&json, NULL, '{');
	json_close(&json, '}');
	json_close(&json, ']');
	json_text(&json, "c", "d");
	json_close(&json, '}');
	CHECK(json.ok && json.n == strlen(text));
	CHECK(
	    strcmp(text, "{\"a\":-1,\"b\":[true,false,{}],\"c\":\"d\"}") == 0);
}

static void
what_has_a_meaning_is_escaped(void)
{
	char text[64];
	struct json json = json_begin(text, sizeof(text));

	json_text(&json, NULL, "a\"b\\c\nd");
	CHECK(strcmp(text, "\"a\\\"b\\\\c\\u000ad\"") == 0);
}

static void
what_does_not_fit_is_told(void)
{
	char text[8];
	struct json json = json_begin(text, sizeof(text));

	json_text(&json, NULL, "123456");
	CHECK(!json.ok);
	json = json_begin(text, sizeof(text));
	json_text(&json, NULL, "12345");
	CHECK(json.ok && json.n == 7);
}

CHECK_MAIN(commas_come_by_themselves, what_has_a_meaning_is_escaped,
    what_does_not_fit_is_told)
