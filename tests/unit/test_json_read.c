/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/json_read.h"

#include <string.h>

#include "ocf/json.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static struct json_document document;
static struct why why;

static bool
reads(const char *text)
{
	json_read_close(&document);
	return json_read_open(text, strlen(text), &document, &why);
}

static bool
is_refused(const char *text, const char *sentence)
{
	bool ok = !reads(text) && strcmp(why.text, sentence) == 0;

	if (!ok)
		printf("%s: %s\n", text, why.text);
	return ok;
}

static void
every_kind_is_found_by_its_name(void)
{
	const struct json_value *list;

	CHECK(reads(" { \"n\" : -12, \"t\":\"x\", \"f\":true, \"z\":null,"
		    " \"l\":[1,[2],{}] } "));
	CHECK(json_read_number(document.root, "n") == -12);
	CHECK(strcmp(json_read_text(document.root, "t"), "x") == 0);
	CHECK(json_read_flag(document.root, "f"));
	CHECK(json_read_member(document.root, "z")->kind == JSON_NULL);
	list = json_read_first(document.root, "l");
	CHECK(list->number == 1 && list->next->first->number == 2);
	CHECK(list->next->next->kind == JSON_OBJECT);
	CHECK(list->next->next->next == NULL);
}

static void
what_is_not_there_is_harmless(void)
{
	CHECK(reads("{\"n\":1,\"e\":[]}"));
	CHECK(json_read_member(document.root, "x") == NULL);
	CHECK(json_read_number(NULL, "n") == 0);
	CHECK(strcmp(json_read_text(document.root, "n"), "") == 0);
	CHECK(json_read_first(document.root, "n") == NULL);
	CHECK(json_read_first(document.root, "e") == NULL);
	CHECK(!json_read_flag(document.root, "n"));
}

static void
escapes_become_what_they_mean(void)
{
	CHECK(reads("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac"
		    "\\ud83d\\ude00z\""));
	CHECK(
	    strcmp(document.root->text,
		"a\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z") == 0);
}

static void
numbers_are_read_as_the_standard_says(void)
{
	CHECK(reads("0") && document.root->number == 0);
	CHECK(reads("-0.5e+3"));
	CHECK(
	    reads("9223372036854775807") && document.root->number == INT64_MAX);
	CHECK(is_refused("9223372036854775808",
	    "no JSON: a number is too large at byte 19"));
	CHECK(is_refused("01", "no JSON: something follows the end at byte 1"));
	CHECK(is_refused("+1", "no JSON: a value is missing at byte 0"));
	CHECK(is_refused("1.", "no JSON: a value is missing at byte 2"));
	CHECK(is_refused("1e", "no JSON: a value is missing at byte 2"));
	CHECK(is_refused("-", "no JSON: a value is missing at byte 1"));
}

static void
what_is_no_json_is_refused_with_the_place(void)
{
	CHECK(is_refused("", "no JSON: a value is missing at byte 0"));
	CHECK(is_refused("{", "no JSON: a text is missing at byte 1"));
	CHECK(is_refused("{\"a\"}", "no JSON: a colon is missing at byte 4"));
	CHECK(is_refused("{\"a\":1,}", "no JSON: a text is missing at byte 7"));
	CHECK(is_refused("[1,]", "no JSON: a value is missing at byte 3"));
	CHECK(is_refused(
	    "[1 2]", "no JSON: a comma or a bracket is missing at byte 3"));
	CHECK(is_refused(
	    "[1}", "no JSON: a comma or a bracket is missing at byte 2"));
	CHECK(is_refused(
	    "[] []", "no JSON: something follows the end at byte 3"));
	CHECK(is_refused("\"a", "no JSON: a text does not end at byte 2"));
	CHECK(is_refused("\"a\nb\"", "no JSON: a text does not end at byte 2"));
	CHECK(is_refused("nul", "no JSON: a value is missing at byte 0"));
	CHECK(is_refused("'a'", "no JSON: a value is missing at byte 0"));
}

static void
an_escape_that_means_nothing_is_refused(void)
{
	static const char *const texts[] = { "\"\\x\"", "\"\\u00\"",
		"\"\\u0000\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ude00\"",
		"\"\\ud83d\\u0041\"", "\"\\", "\"\\u", "\"\\ud83d\\" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK(!reads(texts[i]));
		CHECK(strstr(why.text, "an escape means nothing") != NULL);
	}
}

static void
depth_is_bounded(void)
{
	char text[JSON_READ_DEPTH_MAX + 2];

	memset(text, '[', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CHECK(is_refused(text, "no JSON: it is too deep at byte 32"));
}

static void
a_nul_in_the_middle_is_no_end(void)
{
	static const char text[] = "{}\0{}";

	json_read_close(&document);
	CHECK(!json_read_open(text, sizeof(text) - 1, &document, &why));
}

static void
what_our_own_writer_writes_is_read(void)
{
	char text[128];
	struct json json = json_begin(text, sizeof(text));

	json_open(&json, NULL, '{');
	json_text(&json, "a\"", "b\\\n\x01\xc3\xa9");
	json_close(&json, '}');
	CHECK(reads(text));
	CHECK(strcmp(json_read_text(document.root, "a\""),
		  "b\\\n\x01\xc3\xa9") == 0);
	json_read_close(&document);
}

CHECK_MAIN(every_kind_is_found_by_its_name, what_is_not_there_is_harmless,
    escapes_become_what_they_mean, numbers_are_read_as_the_standard_says,
    what_is_no_json_is_refused_with_the_place,
    an_escape_that_means_nothing_is_refused, depth_is_bounded,
    a_nul_in_the_middle_is_no_end, what_our_own_writer_writes_is_read)
