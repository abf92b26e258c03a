/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/json_read.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every value is of a known kind, and every text ends inside the document. */
static void
walk(const struct json_document *document, const struct json_value *value,
    size_t size)
{
	for (; value != NULL; value = value->next) {
		if (strlen(value->text) > size || strlen(value->name) > size)
			abort();
		if (value->kind > JSON_OBJECT ||
		    (size_t)(value - document->values) >= document->nvalues)
			abort();
		walk(document, value->first, size);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_document document = { NULL };
	struct why why;

	if (!json_read_open((const char *)data, size, &document, &why))
		return 0;
	walk(&document, document.root, size);
	json_read_close(&document);
	return 0;
}
