/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/node_conf.h"

#include <ctype.h>
#include <string.h>

#include "ocf/why.h"

#define BLANKS " \t\r"

/* Without blanks at both ends; false when it does not fit. */
static bool
copy(const char *from, size_t n, char *to, size_t size)
{
	while (n > 0 && strchr(BLANKS, *from) != NULL) {
		from++;
		n--;
	}
	while (n > 0 && strchr(BLANKS, from[n - 1]) != NULL)
		n--;
	if (n >= size)
		return false;
	memcpy(to, from, n);
	to[n] = '\0';
	return true;
}

static bool
take_section(const char *line, size_t n, char section[NODE_CONF_NAME_MAX])
{
	const char *end = memchr(line, ']', n);

	return end != NULL && copy(line + 1, (size_t)(end - line - 1), section,
				  NODE_CONF_NAME_MAX);
}

static bool
take_entry(const char *line, size_t n, struct node_conf_entry *entry)
{
	size_t name = 0;

	while (name < n && line[name] != '=' && line[name] != ':')
		name++;
	if (name == n || !copy(line, name, entry->name, sizeof(entry->name)) ||
	    !copy(line + name + 1, n - name - 1, entry->value,
		sizeof(entry->value)))
		return false;
	for (char *c = entry->name; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return entry->name[0] != '\0';
}

/* "" where it is well; else what is wrong with it. */
static const char *
take_line(const char *line, size_t n, char section[NODE_CONF_NAME_MAX],
    struct node_conf *conf)
{
	struct node_conf_entry *entry = &conf->list[conf->n];

	if (n == 0 || line[0] == '#' || line[0] == ';' ||
	    strspn(line, BLANKS) >= n)
		return "";
	if (strchr(BLANKS, line[0]) != NULL)
		return "it goes on from the line before, or is indented";
	if (line[0] == '[')
		return take_section(line, n, section)
			   ? ""
			   : "the name of a section does not end";
	if (section[0] == '\0')
		return "it is in no section";
	if (conf->n == NODE_CONF_MAX)
		return "there are too many settings";
	if (!take_entry(line, n, entry))
		return "it is no setting, or too long a one";
	strcpy(entry->section, section);
	if (node_conf_find(conf, section, entry->name) != NULL)
		return "it has been set before";
	conf->n++;
	return "";
}

bool
node_conf_parse(const char *text, struct node_conf *ret_conf, struct why *why)
{
	char section[NODE_CONF_NAME_MAX] = "";

	ret_conf->n = 0;
	for (unsigned line = 1; *text != '\0'; line++) {
		size_t n = strcspn(text, "\n");
		unsigned before = ret_conf->n;
		const char *wrong = take_line(text, n, section, ret_conf);

		if (wrong[0] != '\0') {
			why_set(why, "line %u: %s", line, wrong);
			return false;
		}
		if (ret_conf->n > before)
			ret_conf->list[before].line = line;
		text += n + (text[n] == '\n');
	}
	return true;
}

const struct node_conf_entry *
node_conf_find(
    const struct node_conf *conf, const char *section, const char *name)
{
	for (unsigned i = 0; i < conf->n; i++)
		if (strcmp(conf->list[i].section, section) == 0 &&
		    strcmp(conf->list[i].name, name) == 0)
			return &conf->list[i];
	return NULL;
}

const char *
node_conf_value(
    const struct node_conf *conf, const char *section, const char *name)
{
	const struct node_conf_entry *entry =
	    node_conf_find(conf, section, name);

	return entry == NULL ? "" : entry->value;
}
