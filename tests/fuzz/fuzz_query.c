/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/query.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct query query;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (query_parse(text, &query) &&
	    (query.nsenders > QUERY_SENDERS_MAX || query.percent > 100))
		abort();
	free(text);
	return 0;
}
