/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/store.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned char buf[65536], again[65536];

/* Gives the fuzzer's bytes a header that lets them through. */
static size_t
seal(unsigned kind, const uint8_t *data, size_t size)
{
	struct wire_out out = wire_begin(buf, sizeof(buf), kind, "db");

	for (size_t i = 0; i < size; i++)
		wire_put(&out, data[i], 1);
	return wire_end(&out);
}

/* What was read as a ledger can be written, and is the same again. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct history history;
	struct ledger ledger;
	size_t n;

	if (size < 1 || size > 32768)
		return 0;
	(void)store_get_ledger(data, size, "db", &ledger);
	n = seal(64 + data[0] % 3, data + 1, size - 1);
	(void)store_get_history(buf, n, "db", &history);
	if (store_get_told(buf, n, "db", &history) &&
	    store_put_told(again, sizeof(again), "db", &history) == 0)
		abort();
	if (!store_get_ledger(buf, n, "db", &ledger))
		return 0;
	if (store_put_ledger(again, sizeof(again), "db", &ledger) != n ||
	    memcmp(buf, again, n) != 0)
		abort();
	return 0;
}
