/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/fence_history.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define EVENT "<fence_event "

/* The value of an attribute of the element that begins at `at`. */
static bool
read_attribute(const char *at, const char *name, char *ret_value, size_t size)
{
	const char *end = strchr(at, '>');
	char key[32];
	const char *value, *close;
	size_t n;

	snprintf(key, sizeof(key), " %s=\"", name);
	value = strstr(at, key);
	if (value == NULL || end == NULL || value > end)
		return false;
	value += strlen(key);
	close = strchr(value, '"');
	if (close == NULL || close > end)
		return false;
	n = (size_t)(close - value);
	if (n >= size)
		return false;
	memcpy(ret_value, value, n);
	ret_value[n] = '\0';
	return true;
}

/* "+01:00" or "-0130" behind blanks; what is not said is UTC. */
static int64_t
read_offset_s(const char *text)
{
	int hours = 0, minutes = 0;
	char sign;

	text += strspn(text, ".0123456789 ");
	sign = *text;
	if (sign != '+' && sign != '-')
		return 0;
	text++;
	if (sscanf(text, "%2d:%2d", &hours, &minutes) != 2 &&
	    sscanf(text, "%2d%2d", &hours, &minutes) != 2)
		return 0;
	return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/* "2026-11-25 03:11:22.123456 +01:00", as the versions print it. */
static int64_t
read_time_s(const char *text)
{
	struct tm when = { 0 };
	const char *rest = strptime(text, "%Y-%m-%d", &when);

	if (rest == NULL)
		return 0;
	rest += *rest == 'T' || *rest == ' ';
	rest = strptime(rest, "%H:%M:%S", &when);
	if (rest == NULL)
		return 0;
	return (int64_t)timegm(&when) - read_offset_s(rest);
}

static bool
has_succeeded(const char *at)
{
	char value[256];

	return read_attribute(at, "status", value, sizeof(value)) &&
	       strcmp(value, "success") == 0 &&
	       read_attribute(at, "action", value, sizeof(value)) &&
	       (strcmp(value, "off") == 0 || strcmp(value, "reboot") == 0);
}

static bool
is_success(const char *at, const char *node)
{
	char value[256];

	return read_attribute(at, "target", value, sizeof(value)) &&
	       strcmp(value, node) == 0 && has_succeeded(at);
}

/* What does not fit is left out: names of Pacemaker's are shorter. */
static bool
read_event(const char *at, struct fence_event *event)
{
	char completed[64];

	memset(event, 0, sizeof(*event));
	if (!has_succeeded(at) ||
	    !read_attribute(
		at, "target", event->target, sizeof(event->target)) ||
	    !read_attribute(at, "completed", completed, sizeof(completed)))
		return false;
	(void)read_attribute(
	    at, "delegate", event->delegate, sizeof(event->delegate));
	(void)read_attribute(
	    at, "client", event->client, sizeof(event->client));
	(void)read_attribute(
	    at, "origin", event->origin, sizeof(event->origin));
	event->when_s = read_time_s(completed);
	return event->when_s != 0;
}

unsigned
fence_history_list(
    const char *xml, struct fence_event ret_events[FENCE_EVENTS_MAX])
{
	unsigned n = 0;

	for (const char *at = xml;
	     n < FENCE_EVENTS_MAX && (at = strstr(at, EVENT)) != NULL;
	     at += strlen(EVENT))
		if (read_event(at, &ret_events[n]))
			n++;
	return n;
}

int64_t
fence_history_newest(const char *xml, const char *node)
{
	int64_t newest = 0;

	for (const char *at = xml; (at = strstr(at, EVENT)) != NULL;
	     at += strlen(EVENT)) {
		char value[64];
		int64_t when_s;

		if (!is_success(at, node) ||
		    !read_attribute(at, "completed", value, sizeof(value)))
			continue;
		when_s = read_time_s(value);
		if (when_s > newest)
			newest = when_s;
	}
	return newest;
}
