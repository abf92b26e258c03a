/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/sha256.h"

#include <string.h>

#define BLOCK 64

struct state {
	uint32_t h[8];
	uint8_t block[BLOCK];
	size_t nblock;
	uint64_t nbytes;
};

static const uint32_t K[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
	0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
	0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138,
	0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624,
	0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f,
	0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2 };

static uint32_t
rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static void
expand(const uint8_t block[BLOCK], uint32_t w[64])
{
	for (unsigned i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 |
		       (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (unsigned i = 16; i < 64; i++) {
		uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
			      w[i - 15] >> 3;
		uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
			      w[i - 2] >> 10;

		w[i] = w[i - 16] + s0 + w[i - 7] + s1;
	}
}

static void
compress(struct state *state, const uint8_t block[BLOCK])
{
	uint32_t w[64], v[8];

	expand(block, w);
	memcpy(v, state->h, sizeof(v));
	for (unsigned i = 0; i < 64; i++) {
		uint32_t s1 =
		    rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
		uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t t1 = v[7] + s1 + choice + K[i] + w[i];
		uint32_t s0 =
		    rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
		uint32_t most = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + s0 + most;
	}
	for (unsigned i = 0; i < 8; i++)
		state->h[i] += v[i];
}

static void
begin(struct state *state)
{
	static const uint32_t first[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
		0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memset(state, 0, sizeof(*state));
	memcpy(state->h, first, sizeof(first));
}

static void
add(struct state *state, const uint8_t *bytes, size_t nbytes)
{
	state->nbytes += nbytes;
	for (size_t i = 0; i < nbytes; i++) {
		state->block[state->nblock++] = bytes[i];
		if (state->nblock == BLOCK) {
			compress(state, state->block);
			state->nblock = 0;
		}
	}
}

static void
end(struct state *state, uint8_t ret_digest[SHA256_BYTES])
{
	static const uint8_t mark = 0x80, zero;
	uint64_t nbits = state->nbytes * 8;
	uint8_t length[8];

	for (unsigned i = 0; i < 8; i++)
		length[i] = (uint8_t)(nbits >> (56 - 8 * i));
	add(state, &mark, 1);
	while (state->nblock != BLOCK - sizeof(length))
		add(state, &zero, 1);
	add(state, length, sizeof(length));
	for (unsigned i = 0; i < SHA256_BYTES; i++)
		ret_digest[i] =
		    (uint8_t)(state->h[i / 4] >> (24 - 8 * (i % 4)));
}

void
sha256(const void *bytes, size_t nbytes, uint8_t ret_digest[SHA256_BYTES])
{
	struct state state;

	begin(&state);
	add(&state, bytes, nbytes);
	end(&state, ret_digest);
}

/* hash((key ^ pad) . bytes) */
static void
hash_padded(const uint8_t key[BLOCK], uint8_t pad, const void *bytes,
    size_t nbytes, uint8_t ret_digest[SHA256_BYTES])
{
	uint8_t padded[BLOCK];
	struct state state;

	for (unsigned i = 0; i < BLOCK; i++)
		padded[i] = key[i] ^ pad;
	begin(&state);
	add(&state, padded, sizeof(padded));
	add(&state, bytes, nbytes);
	end(&state, ret_digest);
}

void
sha256_hmac(const void *key, size_t nkey, const void *bytes, size_t nbytes,
    uint8_t ret_code[SHA256_BYTES])
{
	uint8_t block[BLOCK] = { 0 }, inner[SHA256_BYTES];

	if (nkey > BLOCK)
		sha256(key, nkey, block);
	else
		memcpy(block, key, nkey);
	hash_padded(block, 0x36, bytes, nbytes, inner);
	hash_padded(block, 0x5c, inner, sizeof(inner), ret_code);
}

bool
sha256_equal(const uint8_t a[SHA256_BYTES], const uint8_t b[SHA256_BYTES])
{
	uint8_t differs = 0;

	for (unsigned i = 0; i < SHA256_BYTES; i++)
		differs |= a[i] ^ b[i];
	return differs == 0;
}
