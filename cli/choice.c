/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/choice.h"

#include <stdio.h>

#include "cli/inquiry.h"
#include "cli/picture.h"
#include "ocf/why.h"

bool
choice_make(const char *name, struct choice *ret_choice, struct why *why)
{
	struct choice choice;

	if (!inquiry_document(REQUEST_STATUS, name, &choice.document, why))
		return false;
	choice.database = picture_database(&choice.document, name, why);
	if (choice.database == NULL) {
		json_read_close(&choice.document);
		return false;
	}
	snprintf(choice.name, sizeof(choice.name), "%s",
	    json_read_text(choice.database, "name"));
	*ret_choice = choice;
	return true;
}

void
choice_drop(struct choice *choice)
{
	json_read_close(&choice->document);
}

bool
choice_request(const struct choice *choice, enum request_kind kind,
    const char *node, struct request *ret_request, struct why *why)
{
	return inquiry_make(kind, choice->name, ret_request, why) &&
	       inquiry_name_node(node, ret_request, why);
}
