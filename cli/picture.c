/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/picture.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ocf/why.h"

static const struct json_value *
find_database(const struct json_value *first, const char *name)
{
	if (name[0] == '\0')
		return first == NULL || first->next != NULL ? NULL : first;
	while (
	    first != NULL && strcmp(json_read_text(first, "name"), name) != 0)
		first = first->next;
	return first;
}

const struct json_value *
picture_database(
    const struct json_document *document, const char *name, struct why *why)
{
	const struct json_value *first =
	    json_read_first(document->root, "databases");
	const struct json_value *found = find_database(first, name);

	if (found != NULL)
		return found;
	if (first == NULL)
		why_set(why, "the keeper knows no database yet: an agent "
			     "registers it when it is started");
	else if (name[0] == '\0')
		why_set(why,
		    "there are several databases, %s and %s among them: say "
		    "which",
		    json_read_text(first, "name"),
		    json_read_text(first->next, "name"));
	else
		why_set(why, "the keeper knows no database \"%s\"", name);
	return NULL;
}

const struct json_value *
picture_node(const struct json_value *database, const char *name)
{
	const struct json_value *node = json_read_first(database, "nodes");

	while (node != NULL && strcmp(json_read_text(node, "name"), name) != 0)
		node = node->next;
	return node;
}

const char *
picture_name(const struct json_value *node, char buf[32])
{
	const char *name = json_read_text(node, "name");

	if (name[0] != '\0')
		return name;
	snprintf(buf, 32, "node %" PRId64, json_read_number(node, "id"));
	return buf;
}

bool
picture_is_heard(const struct json_value *node)
{
	return strcmp(json_read_text(node, "presence"), "heard") == 0;
}

bool
picture_is_primary(const struct json_value *node)
{
	const char *role = json_read_text(node, "role");

	return picture_is_heard(node) && json_read_flag(node, "running") &&
	       (strcmp(role, "Primary") == 0 || strcmp(role, "Normal") == 0 ||
		   strcmp(role, "Pending") == 0);
}

const struct json_value *
picture_primary(const struct json_value *database)
{
	int64_t recorded = json_read_number(
	    json_read_member(json_read_member(database, "record"), "primary"),
	    "id");
	const struct json_value *primary = NULL;

	for (const struct json_value *node = json_read_first(database, "nodes");
	     node != NULL; node = node->next)
		if (picture_is_primary(node) &&
		    (primary == NULL ||
			json_read_number(node, "id") == recorded))
			primary = node;
	return primary;
}

const struct json_value *
picture_standby(const struct json_value *primary, const struct json_value *node)
{
	const char *name = json_read_text(node, "application_name");
	const struct json_value *standby = json_read_first(primary, "standbys");

	while (standby != NULL &&
	       strcmp(json_read_text(standby, "name"), name) != 0)
		standby = standby->next;
	return name[0] == '\0' ? NULL : standby;
}
