/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/refusal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/checksum.h"
#include "agents/vip/ip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As if the segment were for the address that it names. */
static void
answer(int family, size_t at, const uint8_t *data, size_t size)
{
	uint8_t bytes[REFUSAL_BYTES_MAX], again[REFUSAL_BYTES_MAX];
	struct ip from, to;
	size_t naddress = family == AF_INET ? 4 : 16, n;

	if (size < at + naddress)
		return;
	ip_from_bytes(family, data + at, naddress, &to);
	n = refusal_build(&to, data, size, bytes);
	if (n == 0)
		return;
	if (n != (family == AF_INET ? 40 : 60))
		abort();
	/* A well-formed reset goes back: nobody answers it. */
	ip_from_bytes(family, bytes + at, naddress, &from);
	if (!ip_equal(&from, &to) && refusal_build(&from, bytes, n, again) != 0)
		abort();
	bytes[n - 7] &= (uint8_t)~0x04;
	if (refusal_build(&from, bytes, n, again) == 0 && ip_is_usable(&to))
		abort(); /* but only because it is one */
}

/* Chance would hardly ever find the header's checksum. */
static void
answer4(const uint8_t *data, size_t size)
{
	uint8_t bytes[256];
	size_t head = size > 0 ? (size_t)(data[0] & 0x0f) * 4 : 0;
	uint16_t sum;

	if (head < 20 || head > size || size > sizeof(bytes))
		return;
	memcpy(bytes, data, size);
	bytes[10] = bytes[11] = 0;
	sum = checksum_end(checksum_add(0, bytes, head));
	bytes[10] = (uint8_t)(sum >> 8);
	bytes[11] = (uint8_t)sum;
	answer(AF_INET, 16, bytes, size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	answer(AF_INET, 16, data, size);
	answer4(data, size);
	answer(AF_INET6, 24, data, size);
	return 0;
}
