/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/replconninfo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct peer_address peer;
	struct why why;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (replconninfo_parse(text, &peer, &why) &&
	    (peer.host[0] == 0 || peer.port == 0 || peer.port > 65535))
		abort();
	free(text);
	return 0;
}
