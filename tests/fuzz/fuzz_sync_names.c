/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/sync_names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sync_rule rule;
	struct why why;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (sync_names_parse(text, &rule, &why))
		for (unsigned i = 0; i < rule.ngroups; i++)
			/* What is promised must be possible. */
			if (rule.groups[i].k == 0 ||
			    rule.groups[i].k > rule.groups[i].nmembers)
				abort();
	free(text);
	return 0;
}
