/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * board.h - the last report of every member of the group, the same on every
 * node, since all hear the same reports in the same order.
 *
 * Pure; the clock is an argument.  Nothing is decided on a report that is old
 * or was made before the group changed: who made it may be gone, or have been
 * gone.  It is kept to be shown.
 */
#ifndef KEEPER_BOARD_H
#define KEEPER_BOARD_H

#include "cpg/keeper/record.h"
#include "cpg/keeper/report.h"
#include "ocf/moment.h"

#define REPORT_OLD_MS 3000

enum board_presence {
	BOARD_HEARD,   /* its report counts */
	BOARD_OLD,     /* silent for REPORT_OLD_MS */
	BOARD_WAITING, /* a member, not heard since the group changed */
	BOARD_AWAY,    /* heard once, and no member now */
};

struct board_slot {
	uint32_t node; /* 0: free */
	bool is_member;
	bool has_report; /* ever */
	bool is_current; /* made since the group changed */
	struct moment heard;
	struct report report;
};

struct board {
	unsigned nslots; /* by ascending node */
	struct board_slot slots[RECORD_NODES_MAX];
};

void board_init(struct board *board);

/* The group has changed to these members. */
void board_regroup(struct board *board, const uint32_t nodes[], unsigned n);

/* False when the sender is no member. */
bool board_post(
    struct board *board, const struct report *report, struct moment now);

enum board_presence board_presence(
    const struct board_slot *slot, struct moment now);

/* NULL for a node never heard of. */
const struct board_slot *board_slot(const struct board *board, uint32_t node);

/* The node's report if it counts now, else NULL. */
const struct report *board_find(
    const struct board *board, uint32_t node, struct moment now);

/* The name by which people know the node; "node 3" until it has reported.
 * Good until the fourth call after it. */
const char *board_name(const struct board *board, uint32_t node);

const char *board_presence_text(enum board_presence presence);

#endif
