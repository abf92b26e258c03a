/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/conf_file.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "gauss/small_file.h"
#include "ocf/why.h"

/* A shipped file has some 40 kB, most of it comments. */
#define CONF_FILE_MAX (256 * 1024)

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_end(char c)
{
	return c == '\0' || c == '\n' || c == '#';
}

static const char *
skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* The setting's name, from a letter to what cannot be in one. */
static const char *
parse_name(const char *p, char ret_name[CONF_NAME_MAX])
{
	size_t n = 0;

	for (; !is_end(*p) && !is_blank(*p) && *p != '='; p++) {
		if (n == CONF_NAME_MAX - 1 || *p == '\'')
			return NULL;
		ret_name[n++] = *p;
	}
	ret_name[n] = '\0';
	return n > 0 ? p : NULL;
}

/* What a backslash and the character after it mean; octal is not among them. */
static char
unescape(char c)
{
	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return c;
	}
}

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* After a backslash: up to three octal digits, or one character. */
static const char *
parse_escape(const char *p, char *ret_c)
{
	unsigned value = 0;
	int n = 0;

	for (; n < 3 && is_octal(p[n]); n++)
		value = value * 8 + (unsigned)(p[n] - '0');
	*ret_c = n > 0 ? (char)(unsigned char)value : unescape(*p);
	return p + (n > 0 ? n : 1);
}

/* From behind the opening quote to behind the closing one. */
static const char *
parse_quoted(const char *p, char ret_value[CONF_VALUE_MAX])
{
	size_t n = 0;

	for (;;) {
		char c = *p;

		if (c == '\0' || c == '\n')
			return NULL;
		p++;
		if (c == '\'' && *p != '\'')
			break;
		if (c == '\'')
			p++;
		else if (c == '\\') {
			if (*p == '\0' || *p == '\n')
				return NULL;
			p = parse_escape(p, &c);
		}
		if (n == CONF_VALUE_MAX - 1)
			return NULL;
		ret_value[n++] = c;
	}
	ret_value[n] = '\0';
	return p;
}

static const char *
parse_bare(const char *p, char ret_value[CONF_VALUE_MAX])
{
	size_t n = 0;

	for (; !is_end(*p) && !is_blank(*p); p++) {
		if (n == CONF_VALUE_MAX - 1 || *p == '\'' || *p == '=')
			return NULL;
		ret_value[n++] = *p;
	}
	ret_value[n] = '\0';
	return n > 0 ? p : NULL;
}

bool
conf_file_parse_line(const char *line, char ret_name[CONF_NAME_MAX],
    char ret_value[CONF_VALUE_MAX])
{
	const char *p = parse_name(skip_blanks(line), ret_name);

	if (p == NULL)
		return false;
	p = skip_blanks(p);
	if (*p == '=')
		p = skip_blanks(p + 1);
	p = *p == '\'' ? parse_quoted(p + 1, ret_value)
		       : parse_bare(p, ret_value);
	return p != NULL && is_end(*skip_blanks(p));
}

static void
take(struct conf_setting *settings, unsigned nsettings, const char *name,
    const char *value)
{
	for (unsigned i = 0; i < nsettings; i++) {
		if (strcasecmp(settings[i].name, name) != 0)
			continue;
		settings[i].found = true;
		strcpy(settings[i].value, value);
	}
}

bool
conf_file_read(const char *directory, const char *name,
    struct conf_setting *settings, unsigned nsettings, struct why *why)
{
	char text[CONF_FILE_MAX];
	char key[CONF_NAME_MAX], value[CONF_VALUE_MAX];
	ssize_t n = small_file_read(directory, name, text, sizeof(text));

	if (n < 0) {
		why_set(why, "cannot read %s/%s: %s", directory, name,
		    strerror((int)-n));
		return false;
	}
	for (unsigned i = 0; i < nsettings; i++) {
		settings[i].found = false;
		settings[i].value[0] = '\0';
	}
	for (const char *line = text; line != NULL;) {
		if (conf_file_parse_line(line, key, value))
			take(settings, nsettings, key, value);
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
	return true;
}

bool
conf_file_port(const char *text, unsigned *ret_port)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || port == 0 ||
	    port > 65535)
		return false;
	*ret_port = (unsigned)port;
	return true;
}
