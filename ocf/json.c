/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/json.h"

#include <stdarg.h>
#include <stdio.h>

struct json
json_begin(char *text, size_t size)
{
	struct json json = { .text = text, .size = size, .ok = size > 0 };

	if (size > 0)
		text[0] = '\0';
	return json;
}

static void __attribute__((format(printf, 2, 3)))
append(struct json *json, const char *format, ...)
{
	va_list ap;
	int n;

	if (!json->ok)
		return;
	va_start(ap, format);
	n = vsnprintf(json->text + json->n, json->size - json->n, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= json->size - json->n)
		json->ok = false;
	else
		json->n += (size_t)n;
}

/* Bytes above 127 are UTF-8, or whatever a sentence had; they stay. */
static void
quote(struct json *json, const char *value)
{
	append(json, "\"");
	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;

		if (c == '"' || c == '\\')
			append(json, "\\%c", c);
		else if (c < ' ')
			append(json, "\\u%04x", c);
		else
			append(json, "%c", c);
	}
	append(json, "\"");
}

static void
begin_value(struct json *json, const char *name)
{
	if (json->needs_comma)
		append(json, ",");
	json->needs_comma = true;
	if (name == NULL)
		return;
	quote(json, name);
	append(json, ":");
}

void
json_open(struct json *json, const char *name, char bracket)
{
	begin_value(json, name);
	append(json, "%c", bracket);
	json->needs_comma = false;
}

void
json_close(struct json *json, char bracket)
{
	append(json, "%c", bracket);
	json->needs_comma = true;
}

void
json_text(struct json *json, const char *name, const char *value)
{
	begin_value(json, name);
	quote(json, value);
}

void
json_number(struct json *json, const char *name, int64_t value)
{
	begin_value(json, name);
	append(json, "%lld", (long long)value);
}

void
json_flag(struct json *json, const char *name, bool value)
{
	begin_value(json, name);
	append(json, "%s", value ? "true" : "false");
}
