/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/checksum.h"

#include "tests/unit/check.h"

static void
the_example_of_rfc_1071_comes_out(void)
{
	static const uint8_t bytes[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5,
		0xf6, 0xf7 };

	CHECK(checksum_end(checksum_add(0, bytes, sizeof(bytes))) ==
	      (uint16_t)~0xddf2);
}

static void
a_sum_over_bytes_with_their_checksum_is_zero(void)
{
	/* An IPv4 header with its own, 0xb861. */
	static const uint8_t bytes[] = { 0x45, 0x00, 0x00, 0x73, 0x00, 0x00,
		0x40, 0x00, 0x40, 0x11, 0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01,
		0xc0, 0xa8, 0x00, 0xc7 };

	CHECK(checksum_end(checksum_add(0, bytes, sizeof(bytes))) == 0);
	CHECK(checksum_end(checksum_add(
		  checksum_add(0, bytes, 10), bytes + 12, 8)) == 0xb861);
}

static void
an_odd_byte_at_the_end_counts_as_if_a_zero_followed(void)
{
	static const uint8_t bytes[] = { 0x12, 0x34, 0x56, 0x00 };

	CHECK(checksum_add(0, bytes, 3) == checksum_add(0, bytes, 4));
	CHECK(checksum_add(7, bytes, 0) == 7);
}

CHECK_MAIN(the_example_of_rfc_1071_comes_out,
    a_sum_over_bytes_with_their_checksum_is_zero,
    an_odd_byte_at_the_end_counts_as_if_a_zero_followed)
