/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.h - writes JSON into a buffer: commas and quotes come by themselves.
 *
 * A name is NULL inside a list.  What does not fit clears ok.
 */
#ifndef OCF_JSON_H
#define OCF_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json {
	char *text;
	size_t size, n;
	bool ok;
	bool needs_comma;
};

/* json_open(json, NULL, '{') begins the text, json_close(json, '}') ends it. */
struct json json_begin(char *text, size_t size);
void json_open(struct json *json, const char *name, char bracket);
void json_close(struct json *json, char bracket);

void json_text(struct json *json, const char *name, const char *value);
void json_number(struct json *json, const char *name, int64_t value);
void json_flag(struct json *json, const char *name, bool value);

#endif
