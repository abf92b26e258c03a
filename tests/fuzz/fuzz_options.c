/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/options.h"

#include <stdint.h>
#include <stdio.h>

#include "ocf/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options options;
	char *argv[] = { "fence_gaussha", NULL };
	struct why why;
	FILE *in =
	    size > 0 ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;

	if (in == NULL)
		return 0;
	if (options_read(1, argv, in, &options, &why))
		(void)options_check(&options, &why);
	fclose(in);
	return 0;
}
