/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cpg/keeper/lease.h"
#include "cpg/keeper/lease_code.h"
#include "cpg/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned char buf[4096], again[4096];

/* What was read can be written, and is the same again. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_packet packet;
	struct lease_beat beat;
	struct wire_out out;
	size_t n, nagain = 0;

	if (size > 2048)
		return 0;
	out = wire_begin(buf, sizeof(buf), LEASE_CODE_KIND, "-");
	for (size_t i = 0; i < size; i++)
		wire_put(&out, data[i], 1);
	n = wire_end(&out);
	if (wire_open(buf, n, &packet) != WIRE_GOOD)
		abort();
	if (lease_code_get(&packet, &beat))
		nagain = lease_code_put(again, sizeof(again), &beat);
	if (nagain != 0 && (nagain != n || memcmp(buf, again, n) != 0))
		abort();
	return 0;
}
