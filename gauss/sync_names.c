/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/sync_names.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ocf/why.h"

enum token {
	TOKEN_END,
	TOKEN_NAME,
	TOKEN_NUMBER, /* may be a name as well */
	TOKEN_ANY,
	TOKEN_FIRST,
	TOKEN_COMMA,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_JUNK,
};

/* One token ahead of the reader. */
struct reader {
	const char *rest; /* behind the token */
	enum token token;
	char text[SYNC_NAME_MAX]; /* of a name or a number */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
begins_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool
continues_name(char c)
{
	return begins_name(c) || is_digit(c) || c == '-' || c == '.' ||
	       c == '/' || c == '$';
}

/* "..." with "" for a quote inside; JUNK when it does not end or fit. */
static enum token
read_quoted(struct reader *reader)
{
	const char *p = reader->rest + 1;
	size_t n = 0;

	for (;; p++) {
		if (*p == '"' && *++p != '"')
			break;
		if (*p == '\0' || n == SYNC_NAME_MAX - 1)
			return TOKEN_JUNK;
		reader->text[n++] = *p;
	}
	reader->text[n] = '\0';
	reader->rest = p;
	return n > 0 ? TOKEN_NAME : TOKEN_JUNK;
}

/* As long as `continues` says so. */
static enum token
read_run(struct reader *reader, bool (*continues)(char), enum token token)
{
	const char *p = reader->rest;
	size_t n = 0;

	while (continues(p[n]))
		n++;
	if (n >= SYNC_NAME_MAX)
		return TOKEN_JUNK;
	memcpy(reader->text, p, n);
	reader->text[n] = '\0';
	reader->rest = p + n;
	return token;
}

static enum token
read_name(struct reader *reader)
{
	enum token token = read_run(reader, continues_name, TOKEN_NAME);

	/* Keywords in capitals only, as openGauss has it. */
	if (token == TOKEN_NAME && strcmp(reader->text, "ANY") == 0)
		return TOKEN_ANY;
	if (token == TOKEN_NAME && strcmp(reader->text, "FIRST") == 0)
		return TOKEN_FIRST;
	return token;
}

static enum token
read_sign(struct reader *reader)
{
	switch (*reader->rest++) {
	case ',':
		return TOKEN_COMMA;
	case '(':
		return TOKEN_OPEN;
	case ')':
		return TOKEN_CLOSE;
	case '*':
		strcpy(reader->text, "*");
		return TOKEN_NAME;
	default:
		return TOKEN_JUNK;
	}
}

static void
advance(struct reader *reader)
{
	char c;

	reader->rest += strspn(reader->rest, " \t\n\r\f\v");
	c = *reader->rest;
	if (c == '\0')
		reader->token = TOKEN_END;
	else if (c == '"')
		reader->token = read_quoted(reader);
	else if (is_digit(c))
		reader->token = read_run(reader, is_digit, TOKEN_NUMBER);
	else if (begins_name(c))
		reader->token = read_name(reader);
	else
		reader->token = read_sign(reader);
}

static bool
accept(struct reader *reader, enum token token)
{
	if (reader->token != token)
		return false;
	advance(reader);
	return true;
}

static const char *
add_member(struct sync_group *group, const char *name)
{
	if (strcmp(name, "*") == 0)
		return "\"*\" promises nothing about whom";
	if (group->nmembers == SYNC_MEMBERS_MAX)
		return "too many names";
	/* k of (a,a) may be one node. */
	if (sync_names_group_has(group, name))
		return "a name is there twice";
	strcpy(group->members[group->nmembers++], name);
	return NULL;
}

/* name, name, ...  NULL, or what is wrong with it. */
static const char *
parse_members(struct reader *reader, struct sync_group *group)
{
	const char *objection = NULL;

	do {
		if (reader->token != TOKEN_NAME &&
		    reader->token != TOKEN_NUMBER)
			return "a name is missing or too long";
		objection = add_member(group, reader->text);
		advance(reader);
	} while (objection == NULL && accept(reader, TOKEN_COMMA));
	return objection;
}

/* k (name, ...); k has been read. */
static const char *
parse_counted(struct reader *reader, const char *k, struct sync_group *group)
{
	const char *objection;

	/* Longer than any number that could be right: not read at all. */
	group->k = strlen(k) <= 3 ? (unsigned)strtoul(k, NULL, 10) : 0;
	if (!accept(reader, TOKEN_OPEN))
		return "( is missing";
	objection = parse_members(reader, group);
	if (objection != NULL)
		return objection;
	if (!accept(reader, TOKEN_CLOSE))
		return ") is missing";
	if (group->k == 0 || group->k > group->nmembers)
		return "it wants none, or more than are listed";
	return NULL;
}

/* ANY k (...), FIRST k (...), ...  The server wants ANY alone where there is
 * more than one; what it accepts is its own to say. */
static const char *
parse_groups(struct reader *reader, struct sync_rule *rule)
{
	const char *objection;

	do {
		char k[SYNC_NAME_MAX];

		if (rule->ngroups == SYNC_GROUPS_MAX)
			return "too many groups";
		if (!accept(reader, TOKEN_ANY) && !accept(reader, TOKEN_FIRST))
			return "ANY or FIRST is missing";
		strcpy(k, reader->text);
		if (!accept(reader, TOKEN_NUMBER))
			return "the number is missing";
		objection =
		    parse_counted(reader, k, &rule->groups[rule->ngroups++]);
	} while (objection == NULL && accept(reader, TOKEN_COMMA));
	return objection;
}

/* "2 (a,b)", "a,b", and "2,a": a number may be a name. */
static const char *
parse_simple(struct reader *reader, struct sync_rule *rule)
{
	struct sync_group *group = &rule->groups[rule->ngroups++];
	struct reader ahead = *reader;

	if (accept(&ahead, TOKEN_NUMBER) && ahead.token == TOKEN_OPEN) {
		char k[SYNC_NAME_MAX];

		strcpy(k, reader->text);
		*reader = ahead;
		return parse_counted(reader, k, group);
	}
	group->k = 1;
	return parse_members(reader, group);
}

static const char *
parse_rule(struct reader *reader, struct sync_rule *rule)
{
	const char *objection;

	advance(reader);
	if (reader->token == TOKEN_END)
		return NULL;
	objection = reader->token == TOKEN_ANY || reader->token == TOKEN_FIRST
			? parse_groups(reader, rule)
			: parse_simple(reader, rule);
	if (objection == NULL && reader->token != TOKEN_END)
		return "it does not end where it should";
	return objection;
}

bool
sync_names_parse(const char *text, struct sync_rule *ret_rule, struct why *why)
{
	struct reader reader = { .rest = text };
	struct sync_rule rule = { 0 };
	const char *objection = parse_rule(&reader, &rule);

	if (objection != NULL) {
		why_set(why, "synchronous_standby_names '%.200s': %s", text,
		    objection);
		return false;
	}
	*ret_rule = rule;
	return true;
}

bool
sync_names_group_has(const struct sync_group *group, const char *name)
{
	for (unsigned i = 0; i < group->nmembers; i++)
		if (strcasecmp(group->members[i], name) == 0)
			return true;
	return false;
}
