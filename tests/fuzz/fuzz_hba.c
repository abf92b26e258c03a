/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/hba.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	(void)hba_trusts(text, "omm", "10.0.0.2");
	(void)hba_trusts(text, "omm", "fd99::2");
	free(text);
	return 0;
}
