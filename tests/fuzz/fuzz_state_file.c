/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/state_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct state_file state;

	if (state_file_parse(data, size, &state) &&
	    (state.percent < -1 || state.percent > 100 ||
		state.connections < 0))
		abort();
	return 0;
}
