/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/json_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"

struct reader {
	struct json_document *document;
	char *at, *begin, *end; /* a NUL stands at end */
	unsigned depth;
	const char *wrong; /* what is, at `at` */
};

static struct json_value *read_value(struct reader *reader);

static struct json_value *
fail(struct reader *reader, const char *wrong)
{
	if (reader->wrong == NULL)
		reader->wrong = wrong;
	return NULL;
}

static void
skip_blanks(struct reader *reader)
{
	while (*reader->at == ' ' || *reader->at == '\t' ||
	       *reader->at == '\n' || *reader->at == '\r')
		reader->at++;
}

/* There is a place for each: no value is shorter than one byte, and all but
 * the outermost have a comma, a colon or a bracket beside it. */
static struct json_value *
new_value(struct reader *reader, enum json_kind kind)
{
	struct json_value *value =
	    &reader->document->values[reader->document->nvalues++];

	*value = (struct json_value){ .kind = kind, .name = "", .text = "" };
	return value;
}

static bool
take_hex(struct reader *reader, unsigned *ret_code)
{
	unsigned code = 0;

	for (int i = 0; i < 4; i++) {
		char c = *reader->at;

		if (c >= '0' && c <= '9')
			code = code * 16 + (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			code = code * 16 + (unsigned)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			code = code * 16 + (unsigned)(c - 'A') + 10;
		else
			return false;
		reader->at++;
	}
	*ret_code = code;
	return true;
}

static char *
put_utf8(char *to, unsigned code)
{
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	if (code < 0x800)
		*to++ = (char)(0xc0 | code >> 6);
	else {
		if (code < 0x10000)
			*to++ = (char)(0xe0 | code >> 12);
		else {
			*to++ = (char)(0xf0 | code >> 18);
			*to++ = (char)(0x80 | (code >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (code & 0x3f));
	return to;
}

/* Behind "\u"; NULL when it is no character that a C string can hold. */
static char *
take_unicode(struct reader *reader, char *to)
{
	unsigned code, low;

	if (!take_hex(reader, &code) || code == 0)
		return NULL;
	if (code >= 0xd800 && code <= 0xdfff) {
		if (code >= 0xdc00 || *reader->at++ != '\\' ||
		    *reader->at++ != 'u' || !take_hex(reader, &low) ||
		    low < 0xdc00 || low > 0xdfff)
			return NULL;
		code = 0x10000 + (code - 0xd800) * 0x400 + (low - 0xdc00);
	}
	return put_utf8(to, code);
}

/* Behind the backslash. */
static char *
take_escape(struct reader *reader, char *to)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	char c = *reader->at++;
	const char *letter = c == '\0' ? NULL : strchr(letters, c);

	if (c == 'u')
		return take_unicode(reader, to);
	if (letter == NULL)
		return NULL;
	*to++ = meanings[letter - letters];
	return to;
}

/* Unescaped, it is never longer than it was. */
static const char *
read_text(struct reader *reader)
{
	char *text, *to;

	if (*reader->at != '"') {
		(void)fail(reader, "a text is missing");
		return NULL;
	}
	text = to = ++reader->at;
	while (to != NULL && *reader->at != '"') {
		if ((unsigned char)*reader->at < ' ') {
			(void)fail(reader, "a text does not end");
			return NULL;
		}
		if (*reader->at == '\\') {
			reader->at++;
			to = take_escape(reader, to);
		} else
			*to++ = *reader->at++;
	}
	if (to == NULL) {
		(void)fail(reader, "an escape means nothing");
		return NULL;
	}
	reader->at++;
	*to = '\0';
	return text;
}

static bool
skip_digits(struct reader *reader)
{
	char *begin = reader->at;

	while (*reader->at >= '0' && *reader->at <= '9')
		reader->at++;
	return reader->at > begin;
}

static bool
skip_number(struct reader *reader)
{
	if (*reader->at == '-')
		reader->at++;
	if (*reader->at == '0')
		reader->at++;
	else if (!skip_digits(reader))
		return false;
	if (*reader->at == '.') {
		reader->at++;
		if (!skip_digits(reader))
			return false;
	}
	if (*reader->at == 'e' || *reader->at == 'E') {
		reader->at++;
		if (*reader->at == '+' || *reader->at == '-')
			reader->at++;
		return skip_digits(reader);
	}
	return true;
}

static struct json_value *
read_number(struct reader *reader)
{
	char *begin = reader->at;
	long long number;
	struct json_value *value;

	if (!skip_number(reader))
		return fail(reader, "a value is missing");
	errno = 0;
	number = strtoll(begin, NULL, 10);
	if (errno != 0)
		return fail(reader, "a number is too large");
	value = new_value(reader, JSON_NUMBER);
	value->number = number;
	return value;
}

static struct json_value *
read_word(struct reader *reader)
{
	static const struct {
		const char *word;
		enum json_kind kind;
		bool flag;
	} words[] = {
		{ "true", JSON_FLAG, true },
		{ "false", JSON_FLAG, false },
		{ "null", JSON_NULL, false },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i].word);
		struct json_value *value;

		if (strncmp(reader->at, words[i].word, n) != 0)
			continue;
		reader->at += n;
		value = new_value(reader, words[i].kind);
		value->flag = words[i].flag;
		return value;
	}
	return read_number(reader);
}

static struct json_value *
read_named(struct reader *reader)
{
	const char *name;
	struct json_value *value;

	skip_blanks(reader);
	name = read_text(reader);
	if (name == NULL)
		return NULL;
	skip_blanks(reader);
	if (*reader->at != ':')
		return fail(reader, "a colon is missing");
	reader->at++;
	value = read_value(reader);
	if (value != NULL)
		value->name = name;
	return value;
}

/* True behind a comma, false behind the closing bracket or on a fault. */
static bool
goes_on(struct reader *reader, char close)
{
	skip_blanks(reader);
	if (*reader->at == ',') {
		reader->at++;
		return true;
	}
	if (*reader->at == close)
		reader->at++;
	else
		(void)fail(reader, "a comma or a bracket is missing");
	return false;
}

static void
read_members(struct reader *reader, struct json_value *value)
{
	bool is_object = value->kind == JSON_OBJECT;
	char close = is_object ? '}' : ']';
	const struct json_value **link = &value->first;

	skip_blanks(reader);
	if (*reader->at == close) {
		reader->at++;
		return;
	}
	do {
		struct json_value *member =
		    is_object ? read_named(reader) : read_value(reader);

		if (member == NULL)
			return;
		*link = member;
		link = &member->next;
	} while (goes_on(reader, close));
}

static struct json_value *
read_nested(struct reader *reader)
{
	struct json_value *value;

	if (reader->depth == JSON_READ_DEPTH_MAX)
		return fail(reader, "it is too deep");
	value = new_value(reader, *reader->at == '{' ? JSON_OBJECT : JSON_LIST);
	reader->at++;
	reader->depth++;
	read_members(reader, value);
	reader->depth--;
	return reader->wrong == NULL ? value : NULL;
}

static struct json_value *
read_value(struct reader *reader)
{
	struct json_value *value;
	const char *text;

	skip_blanks(reader);
	if (*reader->at == '{' || *reader->at == '[')
		return read_nested(reader);
	if (*reader->at != '"')
		return read_word(reader);
	text = read_text(reader);
	if (text == NULL)
		return NULL;
	value = new_value(reader, JSON_TEXT);
	value->text = text;
	return value;
}

static bool
read_all(struct reader *reader)
{
	reader->document->root = read_value(reader);
	if (reader->document->root == NULL)
		return false;
	skip_blanks(reader);
	if (reader->at != reader->end)
		(void)fail(reader, "something follows the end");
	return reader->wrong == NULL;
}

bool
json_read_open(const char *text, size_t n, struct json_document *ret_document,
    struct why *why)
{
	struct json_document document = { NULL };
	struct reader reader = { .document = &document };
	bool ok;

	document.text = malloc(n + 1);
	document.values = calloc(n + 1, sizeof(document.values[0]));
	if (document.text == NULL || document.values == NULL) {
		why_set(why, "out of memory");
		json_read_close(&document);
		return false;
	}
	memcpy(document.text, text, n);
	document.text[n] = '\0';
	reader.at = reader.begin = document.text;
	reader.end = document.text + n;
	ok = read_all(&reader);
	if (!ok) {
		why_set(why, "no JSON: %s at byte %zu", reader.wrong,
		    (size_t)(reader.at - reader.begin));
		json_read_close(&document);
		return false;
	}
	*ret_document = document;
	return true;
}

void
json_read_close(struct json_document *document)
{
	free(document->text);
	free(document->values);
	memset(document, 0, sizeof(*document));
}

const struct json_value *
json_read_member(const struct json_value *value, const char *name)
{
	if (value == NULL || value->kind != JSON_OBJECT)
		return NULL;
	for (const struct json_value *m = value->first; m != NULL; m = m->next)
		if (strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

const struct json_value *
json_read_first(const struct json_value *value, const char *name)
{
	const struct json_value *list = json_read_member(value, name);

	return list == NULL || list->kind != JSON_LIST ? NULL : list->first;
}

const char *
json_read_text(const struct json_value *value, const char *name)
{
	const struct json_value *member = json_read_member(value, name);

	return member == NULL ? "" : member->text;
}

int64_t
json_read_number(const struct json_value *value, const char *name)
{
	const struct json_value *member = json_read_member(value, name);

	return member == NULL ? 0 : member->number;
}

bool
json_read_flag(const struct json_value *value, const char *name)
{
	const struct json_value *member = json_read_member(value, name);

	return member != NULL && member->flag;
}
