/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/refusal.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/checksum.h"
#include "agents/vip/ip.h"
#include "tests/unit/check.h"

/* Made, with their checksums, by another program.  192.0.2.2 port 40000 and
 * its address in 2001:db8::/64 speak to 192.0.2.100 or 2001:db8::100, 5432. */
static const uint8_t syn4[] = { 0x45, 0x00, 0x00, 0x3c, 0x00, 0x00, 0x40, 0x00,
	0x40, 0x06, 0xb6, 0x55, 0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x64,
	0x9c, 0x40, 0x15, 0x38, 0xff, 0xff, 0xff, 0xf0, 0x00, 0x00, 0x00, 0x00,
	0xa0, 0x02, 0xfa, 0xf0, 0x13, 0x36, 0x00, 0x00, 0x02, 0x04, 0x05, 0xb4,
	0x04, 0x02, 0x08, 0x0a, 0x01, 0x02, 0x03, 0x04, 0x00, 0x00, 0x00, 0x00,
	0x01, 0x03, 0x03, 0x0a };

static const uint8_t refused4[] = { 0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x40,
	0x00, 0x40, 0x06, 0xb6, 0x69, 0xc0, 0x00, 0x02, 0x64, 0xc0, 0x00, 0x02,
	0x02, 0x15, 0x38, 0x9c, 0x40, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
	0xf1, 0x50, 0x14, 0x00, 0x00, 0x79, 0xff, 0x00, 0x00 };

static const uint8_t data4[] = { 0x45, 0x00, 0x00, 0x31, 0x00, 0x00, 0x40, 0x00,
	0x40, 0x06, 0xb6, 0x60, 0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x64,
	0x9c, 0x40, 0x15, 0x38, 0x01, 0x02, 0x03, 0x04, 0xa1, 0xb2, 0xc3, 0xd4,
	0x50, 0x18, 0x01, 0xf5, 0xd0, 0x51, 0x00, 0x00, 0x53, 0x45, 0x4c, 0x45,
	0x43, 0x54, 0x20, 0x31, 0x3b };

static const uint8_t reset4[] = { 0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x40,
	0x00, 0x40, 0x06, 0xb6, 0x69, 0xc0, 0x00, 0x02, 0x64, 0xc0, 0x00, 0x02,
	0x02, 0x15, 0x38, 0x9c, 0x40, 0xa1, 0xb2, 0xc3, 0xd4, 0x00, 0x00, 0x00,
	0x00, 0x50, 0x04, 0x00, 0x00, 0x14, 0x7a, 0x00, 0x00 };

static const uint8_t syn6[] = { 0x60, 0x00, 0x00, 0x00, 0x00, 0x14, 0x06, 0x40,
	0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x02, 0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x9c, 0x40, 0x15, 0x38,
	0xff, 0xff, 0xff, 0xf0, 0x00, 0x00, 0x00, 0x00, 0x50, 0x02, 0xfa, 0xf0,
	0xa7, 0x14, 0x00, 0x00 };

static const uint8_t refused6[] = { 0x60, 0x00, 0x00, 0x00, 0x00, 0x14, 0x06,
	0x40, 0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x01, 0x00, 0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x15, 0x38, 0x9c,
	0x40, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xf1, 0x50, 0x14, 0x00,
	0x00, 0xa1, 0xf2, 0x00, 0x00 };

static const struct ip vip4 = { AF_INET, { 192, 0, 2, 100 } };
static const struct ip vip6 = { AF_INET6, { 0x20, 1, 0xd, 0xb8, [14] = 1, 0 } };

enum { FLAGS4 = 33, OFFSET4 = 32 };

/* True when what answers the segment is this, byte for byte. */
static bool
answers(const struct ip *vip, const uint8_t *segment, size_t size,
    const uint8_t *wanted, size_t nwanted)
{
	uint8_t bytes[REFUSAL_BYTES_MAX];

	return refusal_build(vip, segment, size, bytes) == nwanted &&
	       memcmp(bytes, wanted, nwanted) == 0;
}

static bool
is_silent(const struct ip *vip, const uint8_t *segment, size_t size)
{
	uint8_t bytes[REFUSAL_BYTES_MAX];

	return refusal_build(vip, segment, size, bytes) == 0;
}

/* With one byte changed, and the IPv4 header's checksum right again. */
static bool
is_silent_with(size_t at, uint8_t value)
{
	uint8_t bytes[sizeof(data4)];
	uint16_t sum;

	memcpy(bytes, data4, sizeof(bytes));
	bytes[at] = value;
	bytes[10] = bytes[11] = 0;
	sum = checksum_end(checksum_add(0, bytes, 20));
	bytes[10] = (uint8_t)(sum >> 8);
	bytes[11] = (uint8_t)sum;
	return is_silent(&vip4, bytes, sizeof(bytes));
}

static void
a_connection_attempt_is_refused(void)
{
	CHECK(answers(&vip4, syn4, sizeof(syn4), refused4, sizeof(refused4)));
	CHECK(answers(&vip6, syn6, sizeof(syn6), refused6, sizeof(refused6)));
}

static void
a_segment_of_a_connection_is_reset_where_it_expects_the_next_byte(void)
{
	CHECK(answers(&vip4, data4, sizeof(data4), reset4, sizeof(reset4)));
}

static void
a_reset_is_never_answered(void)
{
	CHECK(is_silent(&vip4, refused4, sizeof(refused4)));
	CHECK(!is_silent_with(FLAGS4, 0x10));
	for (unsigned flags = 0; flags < 256; flags++)
		CHECK(is_silent_with(FLAGS4, (uint8_t)flags) ==
		      ((flags & 0x04) != 0));
}

static void
text_and_fin_count_where_nothing_was_acknowledged(void)
{
	uint8_t bytes[sizeof(data4)], reset[REFUSAL_BYTES_MAX];
	static const uint8_t next[4] = { 0x01, 0x02, 0x03, 0x04 + 9 + 1 };

	memcpy(bytes, data4, sizeof(bytes));
	bytes[FLAGS4] = 0x01;
	CHECK(refusal_build(&vip4, bytes, sizeof(bytes), reset) == 40);
	CHECK(memcmp(reset + 28, next, 4) == 0);
	CHECK(reset[FLAGS4] == 0x14);
}

static void
what_is_cut_behind_the_tcp_header_is_answered_all_the_same(void)
{
	CHECK(answers(&vip4, data4, 40, reset4, sizeof(reset4)));
	CHECK(answers(&vip4, syn4, 40, refused4, sizeof(refused4)));
	for (size_t cut = 0; cut < 40; cut++)
		CHECK(is_silent(&vip4, data4, cut));
	for (size_t cut = 0; cut < sizeof(syn6); cut++)
		CHECK(is_silent(&vip6, syn6, cut));
}

static void
padding_behind_a_short_segment_is_no_text(void)
{
	uint8_t bytes[sizeof(syn6) + 6] = { 0 };

	memcpy(bytes, syn6, sizeof(syn6));
	CHECK(answers(&vip6, bytes, sizeof(bytes), refused6, sizeof(refused6)));
}

static void
what_is_for_another_address_or_protocol_is_not_answered(void)
{
	static const struct ip other4 = { AF_INET, { 192, 0, 2, 101 } };
	static const struct ip other6 = { AF_INET6, { 0x20, 1, 0xd, 0xb8 } };
	uint8_t bytes[sizeof(syn6)];

	CHECK(is_silent(&other4, data4, sizeof(data4)));
	CHECK(is_silent(&other6, syn6, sizeof(syn6)));
	CHECK(is_silent(&vip6, data4, sizeof(data4)));
	CHECK(is_silent(&vip4, syn6, sizeof(syn6)));
	CHECK(is_silent_with(9, 17));
	memcpy(bytes, syn6, sizeof(bytes));
	bytes[6] = 58;
	CHECK(is_silent(&vip6, bytes, sizeof(bytes)));
}

static void
what_nobody_can_have_sent_is_not_answered(void)
{
	uint8_t bytes[sizeof(syn6)];

	CHECK(is_silent_with(12, 224)); /* a group */
	CHECK(is_silent_with(12, 127));
	CHECK(is_silent_with(15, 100)); /* the address itself */
	memcpy(bytes, syn6, sizeof(bytes));
	bytes[8] = 0xff;
	CHECK(is_silent(&vip6, bytes, sizeof(bytes)));
}

static void
lengths_that_contradict_each_other_are_refused(void)
{
	CHECK(is_silent_with(0, 0x44));       /* a header of 16 bytes */
	CHECK(is_silent_with(0, 0x4f));       /* of 60, more than there are */
	CHECK(is_silent_with(0, 0x65));       /* version 6 */
	CHECK(is_silent_with(3, 39));         /* no room for TCP's header */
	CHECK(is_silent_with(OFFSET4, 0x40)); /* 16 bytes of it */
	CHECK(is_silent_with(OFFSET4, 0xf0)); /* 60, more than there are */
	CHECK(is_silent_with(6, 0x20));       /* more fragments follow */
	CHECK(is_silent_with(7, 1));          /* not the first one */
}

static void
a_header_with_a_wrong_checksum_is_refused(void)
{
	uint8_t bytes[sizeof(data4)];

	memcpy(bytes, data4, sizeof(bytes));
	bytes[11] ^= 1;
	CHECK(is_silent(&vip4, bytes, sizeof(bytes)));
}

CHECK_MAIN(a_connection_attempt_is_refused,
    a_segment_of_a_connection_is_reset_where_it_expects_the_next_byte,
    a_reset_is_never_answered,
    text_and_fin_count_where_nothing_was_acknowledged,
    what_is_cut_behind_the_tcp_header_is_answered_all_the_same,
    padding_behind_a_short_segment_is_no_text,
    what_is_for_another_address_or_protocol_is_not_answered,
    what_nobody_can_have_sent_is_not_answered,
    lengths_that_contradict_each_other_are_refused,
    a_header_with_a_wrong_checksum_is_refused)
