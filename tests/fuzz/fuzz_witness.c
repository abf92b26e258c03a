/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/witness.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the input says, by the right key: whatever is believed can be said
 * again in the same bytes. */
static void
read_signed(const uint8_t *data, size_t size)
{
	static const uint8_t key[SHA256_BYTES];
	static uint8_t bytes[WITNESS_BYTES_MAX], again[WITNESS_BYTES_MAX];
	struct witness word;
	size_t n;

	if (size > WITNESS_BYTES_MAX - SHA256_BYTES)
		return;
	memcpy(bytes, data, size);
	sha256_hmac(key, sizeof(key), bytes, size, bytes + size);
	n = size + SHA256_BYTES;
	if (!witness_get(bytes, n, key, &word))
		return;
	if (witness_put(&word, key, again) != n || memcmp(bytes, again, n) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[SHA256_BYTES] = { 1 };
	struct witness word;

	(void)witness_get(data, size, key, &word);
	read_signed(data, size);
	return 0;
}
