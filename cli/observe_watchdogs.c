/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/inquiry.h"
#include "cli/observe_check.h"

/* /dev/watchdog is the first one. */
static const char *
name_in_kernel(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	return strcmp(name, "watchdog") == 0 ? "watchdog0" : name;
}

static void
read_word(const char *path, const char *file, char *ret_word, size_t size)
{
	char from[CIB_PATH_MAX + 64];
	FILE *opened;

	snprintf(from, sizeof(from), "/sys/class/watchdog/%s/%s",
	    name_in_kernel(path), file);
	opened = fopen(from, "re");
	if (opened == NULL)
		return;
	if (fgets(ret_word, (int)size, opened) != NULL)
		ret_word[strcspn(ret_word, "\n")] = '\0';
	fclose(opened);
}

static void
look(const char *path, struct check_watchdog *watchdog)
{
	char flag[4] = "";

	memset(watchdog, 0, sizeof(*watchdog));
	watchdog->is_there = access(path, F_OK) == 0;
	if (!watchdog->is_there)
		return;
	read_word(
	    path, "identity", watchdog->identity, sizeof(watchdog->identity));
	read_word(path, "nowayout", flag, sizeof(flag));
	watchdog->is_nowayout = flag[0] == '1';
}

static const struct json_value *
find_database(const struct json_document *document, const char *name)
{
	const struct json_value *database =
	    json_read_first(document->root, "databases");

	while (database != NULL &&
	       strcmp(json_read_text(database, "name"), name) != 0)
		database = database->next;
	return database;
}

void
observe_watchdogs(struct check_facts *facts)
{
	const struct cib *cib = &facts->cluster.cib;
	struct json_document document;
	struct why why;
	bool answers = inquiry_document(REQUEST_STATUS, "", &document, &why);

	for (unsigned i = 0; i < cib->ndatabases; i++) {
		struct check_watchdog *watchdog = &facts->databases[i].watchdog;

		look(cib->databases[i].watchdog_device, watchdog);
		if (answers)
			why_set(&watchdog->objection, "%s",
			    json_read_text(
				json_read_member(find_database(&document,
						     cib->databases[i].name),
				    "watchdog"),
				"why"));
	}
	if (answers)
		json_read_close(&document);
}
