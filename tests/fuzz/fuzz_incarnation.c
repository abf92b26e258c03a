/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/incarnation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), again[64];
	uint64_t id;

	if (text == NULL)
		abort();
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	id = incarnation_parse(text, "n1");
	snprintf(again, sizeof(again), "%016" PRIx64 " n1\n", id);
	if (id != 0 && strcmp(again, text) != 0)
		abort();
	free(text);
	return 0;
}
