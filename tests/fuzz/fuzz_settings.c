/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/settings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct settings settings;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	settings_of_cmap(text, &settings);
	if (settings.n > SETTINGS_MAX)
		abort();
	if (settings_of_file(text, &settings) &&
	    settings_find(&settings, "totem.token") == NULL &&
	    settings_number(&settings, "totem.token", 3) != 3)
		abort();
	free(text);
	return 0;
}
