/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/lsn.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lsn lsn, again;
	char buf[LSN_TEXT_MAX];
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (lsn_parse(text, &lsn) && (!lsn_parse(lsn_text(lsn, buf), &again) ||
					 lsn_cmp(lsn, again) != 0))
		abort();
	free(text);
	return 0;
}
