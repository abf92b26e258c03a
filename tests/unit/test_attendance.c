/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/attendance.h"

#include "cpg/wire.h"
#include "tests/unit/check.h"

static struct attendance attendance;
static const struct moment t0 = { 50000 };

static void
begin(void)
{
	struct view_group group = { .nnodes = 3, .nodes = { 1, 2, 3 } };

	attendance_regroup(&attendance, &group, t0);
}

static void
hear(uint32_t node, int64_t at_ms)
{
	attendance_heard(&attendance, node, moment_after(t0, at_ms));
}

static uint32_t
mute_at(int64_t at_ms)
{
	return attendance_find_mute(&attendance, 1, moment_after(t0, at_ms));
}

static void
who_says_nothing_for_too_long_is_found(void)
{
	begin();
	for (int64_t ms = 0; ms <= ATTENDANCE_MUTE_MS; ms += 500) {
		hear(1, ms);
		hear(3, ms);
		CHECK(mute_at(ms) == (ms < ATTENDANCE_MUTE_MS ? 0 : 2));
	}
}

static void
who_was_stopped_itself_accuses_nobody(void)
{
	begin();
	CHECK(mute_at(60000) == 0);
	hear(2, 60000);
	CHECK(mute_at(60000) == 0);
	hear(1, 60000);
	CHECK(mute_at(60000) == 3);
}

static void
a_change_of_the_group_gives_everybody_time_again(void)
{
	struct view_group group = { .nnodes = 2, .nodes = { 1, 2 } };

	begin();
	attendance_regroup(&attendance, &group, moment_after(t0, 60000));
	hear(1, 60100);
	CHECK(mute_at(60100) == 0);
	hear(3, 60100);
	hear(1, 70000);
	CHECK(mute_at(70000) == 2);
}

static void
its_words_are_understood_and_no_others(void)
{
	unsigned char buf[128];
	struct wire_packet packet;
	uint32_t node = 0;
	size_t n = attendance_put(buf, sizeof(buf), ATTENDANCE_MUTE, 7);

	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(attendance_get(&packet, &node) == ATTENDANCE_MUTE && node == 7);
	n = attendance_put(buf, sizeof(buf), ATTENDANCE_HERE, 8);
	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(attendance_get(&packet, &node) == ATTENDANCE_HERE && node == 8);
	packet.in.size--;
	CHECK(attendance_get(&packet, &node) == ATTENDANCE_NONSENSE);
	packet.kind = 16;
	CHECK(attendance_get(&packet, &node) == ATTENDANCE_NONE);
}

CHECK_MAIN(who_says_nothing_for_too_long_is_found,
    who_was_stopped_itself_accuses_nobody,
    a_change_of_the_group_gives_everybody_time_again,
    its_words_are_understood_and_no_others)
