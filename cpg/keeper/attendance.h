/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attendance.h - finds a keeper that is in the group and says nothing.
 *
 * A stopped process stays a member, and every round of a view waits for all
 * members.  Who finds one tells the group, and at that place in the order of
 * messages all go on without it; what it says next brings it back.  Pure.
 */
#ifndef KEEPER_ATTENDANCE_H
#define KEEPER_ATTENDANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "cpg/keeper/decide_view.h"
#include "ocf/moment.h"

struct wire_packet;

#define ATTENDANCE_MUTE_MS 3000

struct attendance {
	unsigned nnodes;
	struct {
		uint32_t node;
		struct moment heard;
	} nodes[RECORD_NODES_MAX];
};

/* From now on these have their time to speak. */
void attendance_regroup(struct attendance *attendance,
    const struct view_group *group, struct moment now);

void attendance_heard(
    struct attendance *attendance, uint32_t node, struct moment now);

/*
 * A member that has been silent for too long; 0: none.  Who has not heard
 * itself lately was stopped itself, and accuses nobody.
 */
uint32_t attendance_find_mute(
    const struct attendance *attendance, uint32_t self, struct moment now);

enum attendance_word {
	ATTENDANCE_NONE, /* the packet is about something else */
	ATTENDANCE_MUTE, /* go on without *ret_node */
	ATTENDANCE_HERE, /* the sender is back */
	ATTENDANCE_NONSENSE,
};

size_t attendance_put(
    unsigned char *buf, size_t size, enum attendance_word word, uint32_t node);
enum attendance_word attendance_get(
    const struct wire_packet *packet, uint32_t *ret_node);

#endif
