/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/fence_code.h"

#include <string.h>

#include "cpg/keeper/lease_code.h"
#include "cpg/wire.h"
#include "tests/unit/check.h"

static const struct fence_message an_order = {
	.is_order = true,
	.target = 0x01020304,
	.is_insistent = true,
	.fate = FENCE_OFF,
};

static bool
passes(const struct fence_message *message, struct fence_message *ret_message)
{
	unsigned char buf[128];
	struct wire_packet packet;
	size_t n = fence_code_put(buf, sizeof(buf), message);

	return n > 0 && wire_open(buf, n, &packet) == WIRE_GOOD &&
	       fence_code_get(&packet, ret_message);
}

static void
an_order_and_every_word_come_out_as_they_went_in(void)
{
	struct fence_message out;

	CHECK(passes(&an_order, &out));
	CHECK(out.is_order && out.target == an_order.target &&
	      out.is_insistent && out.fate == FENCE_OFF &&
	      out.word == FENCE_SAYS_NOTHING);
	for (int word = FENCE_SAYS_NOTHING; word <= FENCE_SAYS_HARMLESS;
	     word++) {
		struct fence_message in = { .word = (enum fence_word)word };

		CHECK(passes(&in, &out));
		CHECK(!out.is_order && out.word == in.word);
	}
}

static void
what_is_cut_longer_or_of_another_kind_is_none(void)
{
	unsigned char buf[128];
	struct wire_packet packet;
	struct fence_message out = { .target = 9 };
	size_t n = fence_code_put(buf, sizeof(buf), &an_order);

	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	packet.in.size--;
	CHECK(!fence_code_get(&packet, &out));
	packet.in.size += 2;
	CHECK(!fence_code_get(&packet, &out));
	packet.in.size--;
	packet.kind = LEASE_CODE_KIND;
	CHECK(!fence_code_get(&packet, &out));
	CHECK(out.target == 9);
}

/* A word or a fate that a later version may have. */
static void
what_nobody_knows_is_no_order(void)
{
	struct fence_message out;
	unsigned char buf[128];

	for (unsigned fate = 0; fate < 256; fate++)
		for (unsigned word = 0; word < 256; word += 51) {
			struct wire_out packet_out =
			    wire_begin(buf, sizeof(buf), FENCE_CODE_KIND, "-");
			struct wire_packet packet;
			size_t n;

			wire_put(&packet_out, 1, 1);
			wire_put(&packet_out, 2, 4);
			wire_put(&packet_out, 0, 1);
			wire_put(&packet_out, fate, 1);
			wire_put(&packet_out, word, 1);
			n = wire_end(&packet_out);
			CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
			CHECK(fence_code_get(&packet, &out) ==
			      (fate <= FENCE_ISOLATE &&
				  word <= FENCE_SAYS_HARMLESS));
		}
}

static void
without_room_nothing_is_put(void)
{
	unsigned char buf[WIRE_HEADER + 4];

	CHECK(fence_code_put(buf, sizeof(buf), &an_order) == 0);
}

CHECK_MAIN(an_order_and_every_word_come_out_as_they_went_in,
    what_is_cut_longer_or_of_another_kind_is_none,
    what_nobody_knows_is_no_order, without_room_nothing_is_put)
