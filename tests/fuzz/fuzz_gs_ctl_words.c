/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/gs_ctl_words.h"

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
	gs_ctl_words_last(text, words, sizeof(words));
	if (strlen(words) >= sizeof(words) || strpbrk(words, "\r\n") != NULL)
		abort();
	free(text);
	return 0;
}
