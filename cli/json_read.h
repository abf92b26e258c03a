/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_read.h - reads JSON, strictly: what RFC 8259 does not allow is refused,
 * and so are a NUL inside a text and half a surrogate pair.
 *
 * Whoever looks for a value gives a name and gets a harmless answer when there
 * is none: a newer keeper may say more, an older one less.
 */
#ifndef CLI_JSON_READ_H
#define CLI_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct why;

#define JSON_READ_DEPTH_MAX 32

enum json_kind {
	JSON_NULL,
	JSON_FLAG,
	JSON_NUMBER,
	JSON_TEXT,
	JSON_LIST,
	JSON_OBJECT,
};

struct json_value {
	enum json_kind kind;
	bool flag;
	int64_t number;                 /* without its fraction */
	const char *name;               /* inside an object, else "" */
	const char *text;               /* of JSON_TEXT, else "" */
	const struct json_value *first; /* of a list or an object; or NULL */
	const struct json_value *next;  /* beside this one; or NULL */
};

struct json_document {
	char *text; /* as given, texts unescaped in place */
	struct json_value *values;
	size_t nvalues;
	const struct json_value *root;
};

/* False with a sentence that names the byte, and nothing to close then. */
bool json_read_open(const char *text, size_t n,
    struct json_document *ret_document, struct why *why);

/* Also for one that was never opened, if it is all zeros. */
void json_read_close(struct json_document *document);

/* NULL when there is none; value NULL is allowed, here and below. */
const struct json_value *json_read_member(
    const struct json_value *value, const char *name);

/* The first of the list of this name; NULL when it is empty or not there. */
const struct json_value *json_read_first(
    const struct json_value *value, const char *name);

/* "", 0 and false where there is none, or one of another kind. */
const char *json_read_text(const struct json_value *value, const char *name);
int64_t json_read_number(const struct json_value *value, const char *name);
bool json_read_flag(const struct json_value *value, const char *name);

#endif
