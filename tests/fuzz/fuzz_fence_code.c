/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cpg/keeper/claims_code.h"
#include "cpg/keeper/fence_code.h"
#include "cpg/keeper/fencings.h"
#include "cpg/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint16_t kinds[] = { FENCE_CODE_KIND, FENCINGS_KIND,
	CLAIMS_CODE_KIND };
static unsigned char buf[4096], again[4096];

/* What was read can be written, and is the same again. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_packet packet;
	struct fence_message message;
	struct claims_message claims;
	struct fencing fencing;
	struct wire_out out;
	size_t n, nagain = 0;

	if (size < 1 || size > 2048)
		return 0;
	out = wire_begin(buf, sizeof(buf), kinds[data[0] % 3], "-");
	for (size_t i = 1; i < size; i++)
		wire_put(&out, data[i], 1);
	n = wire_end(&out);
	if (wire_open(buf, n, &packet) != WIRE_GOOD)
		abort();
	if (fence_code_get(&packet, &message))
		nagain = fence_code_put(again, sizeof(again), &message);
	else if (fencings_get_packet(&packet, &fencing))
		nagain = fencings_put_packet(again, sizeof(again), &fencing);
	else if (claims_code_get(&packet, &claims))
		nagain = claims_code_put(again, sizeof(again), &claims);
	if (nagain != 0 && (nagain != n || memcmp(buf, again, n) != 0))
		abort();
	return 0;
}
