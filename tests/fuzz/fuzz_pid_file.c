/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/pid_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pid_file file;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (pid_file_parse(text, &file) && (file.pid <= 0 || file.port > 65535))
		abort();
	free(text);
	return 0;
}
