/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/memory_error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char words[64];
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (memory_error_find(text, words, sizeof(words)) &&
	    strlen(words) >= sizeof(words))
		abort();
	free(text);
	return 0;
}
