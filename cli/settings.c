/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 8

/* A run of bytes inside a text. */
struct piece {
	const char *at;
	size_t n;
};

static struct piece
trim(struct piece piece)
{
	while (piece.n > 0 && strchr(" \t\r", piece.at[0]) != NULL) {
		piece.at++;
		piece.n--;
	}
	while (piece.n > 0 && strchr(" \t\r", piece.at[piece.n - 1]) != NULL)
		piece.n--;
	return piece;
}

/* False behind the last line. */
static bool
next_line(const char **text, struct piece *ret_line)
{
	if (**text == '\0')
		return false;
	ret_line->at = *text;
	ret_line->n = strcspn(*text, "\n");
	*text += ret_line->n + ((*text)[ret_line->n] == '\n');
	*ret_line = trim(*ret_line);
	return true;
}

static void
add(struct settings *settings, const char *prefix, struct piece name,
    struct piece value)
{
	struct setting *setting = &settings->list[settings->n];

	if (settings->n == SETTINGS_MAX ||
	    strlen(prefix) + name.n >= sizeof(setting->name) ||
	    value.n >= sizeof(setting->value) || name.n == 0)
		return;
	snprintf(setting->name, sizeof(setting->name), "%s%.*s", prefix,
	    (int)name.n, name.at);
	snprintf(setting->value, sizeof(setting->value), "%.*s", (int)value.n,
	    value.at);
	settings->n++;
}

void
settings_of_cmap(const char *text, struct settings *ret_settings)
{
	struct piece line;

	ret_settings->n = 0;
	while (next_line(&text, &line)) {
		struct piece name = { line.at, 0 }, value;
		const char *type = memchr(line.at, '(', line.n);
		const char *equals = memchr(line.at, '=', line.n);

		if (type == NULL || equals == NULL || type > equals)
			continue;
		name.n = (size_t)(type - line.at);
		value.at = equals + 1;
		value.n = line.n - (size_t)(value.at - line.at);
		add(ret_settings, "", trim(name), trim(value));
	}
}

/* Where the reader of the file is: "totem.interface.0." */
struct place {
	unsigned depth;
	size_t length[DEPTH_MAX]; /* of prefix, before each section */
	char prefix[SETTINGS_NAME_MAX];
	unsigned nodes, interfaces;
};

/* Those two have a number in corosync's own names. */
static bool
enter(struct place *place, struct piece name)
{
	size_t n = strlen(place->prefix);
	char number[16] = "";
	int length;

	if (place->depth == DEPTH_MAX)
		return false;
	if (strcmp(place->prefix, "nodelist.") == 0)
		snprintf(number, sizeof(number), ".%u", place->nodes++);
	else if (strcmp(place->prefix, "totem.") == 0)
		snprintf(number, sizeof(number), ".%u", place->interfaces++);
	place->length[place->depth++] = n;
	length = snprintf(place->prefix + n, sizeof(place->prefix) - n,
	    "%.*s%s.", (int)name.n, name.at, number);
	return length > 0 && (size_t)length < sizeof(place->prefix) - n;
}

static bool
leave(struct place *place)
{
	if (place->depth == 0)
		return false;
	place->prefix[place->length[--place->depth]] = '\0';
	return true;
}

static bool
take_line(struct settings *settings, struct place *place, struct piece line)
{
	struct piece name = line, value;
	const char *colon;

	if (line.n == 0 || line.at[0] == '#')
		return true;
	if (line.at[line.n - 1] == '{') {
		name.n--;
		return enter(place, trim(name));
	}
	if (line.n == 1 && line.at[0] == '}')
		return leave(place);
	colon = memchr(line.at, ':', line.n);
	if (colon == NULL)
		return true;
	name.n = (size_t)(colon - line.at);
	value.at = colon + 1;
	value.n = line.n - name.n - 1;
	add(settings, place->prefix, trim(name), trim(value));
	return true;
}

bool
settings_of_file(const char *text, struct settings *ret_settings)
{
	struct place place = { 0 };
	struct piece line;

	ret_settings->n = 0;
	while (next_line(&text, &line))
		if (!take_line(ret_settings, &place, line))
			return false;
	return place.depth == 0;
}

const char *
settings_find(const struct settings *settings, const char *name)
{
	for (size_t i = settings->n; i > 0; i--)
		if (strcmp(settings->list[i - 1].name, name) == 0)
			return settings->list[i - 1].value;
	return NULL;
}

long
settings_number(
    const struct settings *settings, const char *name, long fallback)
{
	const char *value = settings_find(settings, name);
	char *end;
	long number;

	if (value == NULL)
		return fallback;
	if (strcmp(value, "yes") == 0)
		return 1;
	if (strcmp(value, "no") == 0)
		return 0;
	number = strtol(value, &end, 10);
	return end == value || *end != '\0' ? fallback : number;
}

size_t
settings_count(const struct settings *settings, const char *prefix)
{
	size_t n = 0;

	for (size_t i = 0; i < settings->n; i++)
		n += strncmp(settings->list[i].name, prefix, strlen(prefix)) ==
		     0;
	return n;
}
