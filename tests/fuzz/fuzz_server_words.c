/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/server_words.h"

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
	(void)server_words_failure(text);
	server_words_sentence(text, words, sizeof(words));
	(void)server_words_standby(text, words);
	server_words_upstream(text, words);
	free(text);
	return 0;
}
