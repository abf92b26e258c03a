/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/inquiry.h"
#include "cli/observe_check.h"

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
	json_read_close(&document);
}
