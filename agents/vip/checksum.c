/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/checksum.h"

uint32_t
checksum_add(uint32_t sum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	if (size % 2 != 0)
		sum += (uint32_t)bytes[size - 1] << 8;
	return sum;
}

uint16_t
checksum_end(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
