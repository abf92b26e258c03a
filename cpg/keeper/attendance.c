/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/attendance.h"

#include <string.h>

#include "cpg/wire.h"

/* Reports come twice a second. */
#define SELF_MS 1500

/* Packets of the group as a whole; message_code.h has those of a database. */
#define KIND_MUTE 32
#define KIND_HERE 33
void
attendance_regroup(struct attendance *attendance,
    const struct view_group *group, struct moment now)
{
	memset(attendance, 0, sizeof(*attendance));
	attendance->nnodes = group->nnodes;
	for (unsigned i = 0; i < group->nnodes; i++) {
		attendance->nodes[i].node = group->nodes[i];
		attendance->nodes[i].heard = now;
	}
}

void
attendance_heard(
    struct attendance *attendance, uint32_t node, struct moment now)
{
	for (unsigned i = 0; i < attendance->nnodes; i++)
		if (attendance->nodes[i].node == node)
			attendance->nodes[i].heard = now;
}

static bool
is_silent(const struct attendance *attendance, unsigned i, int64_t for_ms,
    struct moment now)
{
	return moment_between_ms(attendance->nodes[i].heard, now) >= for_ms;
}

uint32_t
attendance_find_mute(
    const struct attendance *attendance, uint32_t self, struct moment now)
{
	uint32_t mute = 0;

	for (unsigned i = 0; i < attendance->nnodes; i++) {
		if (attendance->nodes[i].node == self) {
			if (is_silent(attendance, i, SELF_MS, now))
				return 0;
		} else if (is_silent(attendance, i, ATTENDANCE_MUTE_MS, now)) {
			mute = attendance->nodes[i].node;
		}
	}
	return mute;
}

size_t
attendance_put(
    unsigned char *buf, size_t size, enum attendance_word word, uint32_t node)
{
	struct wire_out out = wire_begin(buf, size,
	    word == ATTENDANCE_MUTE ? KIND_MUTE : KIND_HERE, WIRE_NOBODYS);

	wire_put(&out, node, 4);
	return wire_end(&out);
}

enum attendance_word
attendance_get(const struct wire_packet *packet, uint32_t *ret_node)
{
	struct wire_in in = packet->in;
	uint32_t node = (uint32_t)wire_get(&in, 4);

	if (packet->kind != KIND_MUTE && packet->kind != KIND_HERE)
		return ATTENDANCE_NONE;
	if (!wire_is_read(&in))
		return ATTENDANCE_NONSENSE;
	*ret_node = node;
	return packet->kind == KIND_MUTE ? ATTENDANCE_MUTE : ATTENDANCE_HERE;
}
