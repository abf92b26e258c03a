/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/hosts.h"

#include <libpq-fe.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Whether this setting is a list with one entry per host. */
static bool
is_list(const char *keyword)
{
	return strcmp(keyword, "host") == 0 ||
	       strcmp(keyword, "hostaddr") == 0 || strcmp(keyword, "port") == 0;
}

static unsigned
count_entries(const char *list)
{
	unsigned n = 1;

	for (; *list != '\0'; list++)
		n += *list == ',';
	return n;
}

/* The i-th entry of a list; a single entry stands for all. */
static const char *
entry(const char *list, unsigned i, size_t *ret_length)
{
	if (count_entries(list) > 1)
		for (; i > 0; i--)
			list = strchr(list, ',') + 1;
	*ret_length = strcspn(list, ",");
	return list;
}

/* Adds "keyword='value' ", quoted as libpq wants it. */
static bool
append(char *conninfo, const char *keyword, const char *value, size_t length)
{
	size_t at = strlen(conninfo), room = CONNINFO_MAX;
	int n = snprintf(conninfo + at, room - at, "%s='", keyword);

	if (n < 0 || at + (size_t)n + 2 * length + 3 > room)
		return false;
	at += (size_t)n;
	for (size_t i = 0; i < length; i++) {
		if (value[i] == '\'' || value[i] == '\\')
			conninfo[at++] = '\\';
		conninfo[at++] = value[i];
	}
	memcpy(conninfo + at, "' ", 3);
	return true;
}

static bool
build(const PQconninfoOption *options, unsigned i, char *conninfo)
{
	conninfo[0] = '\0';
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
		const char *value = o->val;
		size_t length;

		if (value == NULL)
			continue;
		length = strlen(value);
		if (is_list(o->keyword))
			value = entry(value, i, &length);
		if (!append(conninfo, o->keyword, value, length))
			return false;
	}
	return true;
}

static bool
count_hosts(const PQconninfoOption *options, unsigned *ret_n)
{
	unsigned n = 1;

	for (const PQconninfoOption *o = options; o->keyword != NULL; o++)
		if (o->val != NULL && is_list(o->keyword) &&
		    count_entries(o->val) > n)
			n = count_entries(o->val);
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++)
		if (o->val != NULL && is_list(o->keyword) &&
		    count_entries(o->val) != 1 && count_entries(o->val) != n)
			return false;
	*ret_n = n;
	return n <= HOSTS_MAX;
}

bool
hosts_split(const char *conninfo, struct hosts *ret_hosts, const char **ret_why)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	bool good;

	*ret_why = "not a connection string";
	if (options == NULL)
		return false;
	*ret_why = "hosts and ports do not match, or are too many";
	good = count_hosts(options, &ret_hosts->n);
	for (unsigned i = 0; good && i < ret_hosts->n; i++) {
		*ret_why = "too long a connection string";
		good = build(options, i, ret_hosts->conninfo[i]);
	}
	PQconninfoFree(options);
	return good;
}
