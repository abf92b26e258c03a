/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/lease_code.h"

#include <string.h>

#include "cpg/keeper/lease.h"
#include "cpg/wire.h"
#include "tests/unit/check.h"

static const struct lease_beat full = {
	.life = UINT64_C(0x123456789abcdef0),
	.number = 77,
	.lease_ms = 5000,
	.blind_ms = 1200,
	.is_urgent = true,
	.nechoes = 2,
	.echoes = { { 1, 5, 6, 7 }, { 3, 0, 0, 4000 } },
};

static void
a_beat_comes_out_as_it_went_in(void)
{
	unsigned char buf[LEASE_CODE_MAX];
	struct wire_packet packet;
	struct lease_beat beat;
	size_t n = lease_code_put(buf, sizeof(buf), &full);

	CHECK(n > 0 && wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(lease_code_get(&packet, &beat));
	CHECK(beat.life == full.life && beat.number == 77 && beat.is_urgent);
	CHECK(beat.lease_ms == 5000 && beat.blind_ms == 1200);
	CHECK(beat.nechoes == 2 && beat.echoes[0].number == 6 &&
	      beat.echoes[1].node == 3 && beat.echoes[1].left_ms == 4000);
}

static void
the_largest_fits(void)
{
	unsigned char buf[LEASE_CODE_MAX];
	struct lease_beat beat = full;

	beat.nechoes = LEASE_ECHOES_MAX;
	beat.nmarks = LEASE_MARKS_MAX;
	CHECK(lease_code_put(buf, sizeof(buf), &beat) > 0);
}

static void
what_is_cut_or_of_another_kind_is_none(void)
{
	unsigned char buf[LEASE_CODE_MAX];
	struct wire_packet packet;
	struct lease_beat beat;
	size_t n = lease_code_put(buf, sizeof(buf), &full);

	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	packet.in.size--;
	CHECK(!lease_code_get(&packet, &beat));
	packet.in.size++;
	packet.kind = 33;
	CHECK(!lease_code_get(&packet, &beat));
}

CHECK_MAIN(a_beat_comes_out_as_it_went_in, the_largest_fits,
    what_is_cut_or_of_another_kind_is_none)
