/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/conf_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[CONF_NAME_MAX], value[CONF_VALUE_MAX];
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (conf_file_parse_line(text, name, value) &&
	    (strlen(name) >= CONF_NAME_MAX || strlen(value) >= CONF_VALUE_MAX))
		abort();
	free(text);
	return 0;
}
