/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cib.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cib cib;
	struct why why;

	memset(&cib, 0, sizeof(cib));
	(void)cib_add((const char *)data, size, &cib, &why);
	if (cib.ndatabases > CIB_THINGS_MAX || cib.nbonds > CIB_THINGS_MAX ||
	    cib.nvips > CIB_THINGS_MAX || cib.nleftovers > CIB_THINGS_MAX)
		abort();
	return 0;
}
