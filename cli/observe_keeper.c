/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/inquiry.h"
#include "cli/observe_check.h"

/* The first that there is. */
static void
look_for_trouble(const struct json_value *database, struct check_keeper *keeper)
{
	for (; database != NULL; database = database->next) {
		const struct json_value *of =
		    json_read_member(database, "metadatabase");
		const char *trouble = json_read_text(of, "trouble");

		if (trouble[0] == '\0')
			continue;
		snprintf(keeper->untold, sizeof(keeper->untold), "%s",
		    json_read_text(database, "name"));
		snprintf(
		    keeper->trouble, sizeof(keeper->trouble), "%s", trouble);
		keeper->backlog = (long)json_read_number(of, "backlog");
		return;
	}
}

void
observe_keeper(struct check_keeper *ret_keeper)
{
	struct json_document document;
	const struct json_value *database;

	memset(ret_keeper, 0, sizeof(*ret_keeper));
	ret_keeper->answers =
	    inquiry_document(REQUEST_STATUS, "", &document, &ret_keeper->why);
	if (!ret_keeper->answers)
		return;
	database = json_read_first(document.root, "databases");
	snprintf(ret_keeper->not_exclusive, sizeof(ret_keeper->not_exclusive),
	    "%s",
	    json_read_text(
		json_read_member(database, "view"), "not_exclusive"));
	look_for_trouble(database, ret_keeper);
	json_read_close(&document);
}
