/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/board.h"

#include <stdio.h>
#include <string.h>

void
board_init(struct board *board)
{
	memset(board, 0, sizeof(*board));
}

static struct board_slot *
find_slot(struct board *board, uint32_t node)
{
	for (unsigned i = 0; i < board->nslots; i++)
		if (board->slots[i].node == node)
			return &board->slots[i];
	return NULL;
}

/* Gives up the place of somebody who left, when there is no other. */
static bool
make_room(struct board *board)
{
	if (board->nslots < RECORD_NODES_MAX)
		return true;
	for (unsigned i = 0; i < board->nslots; i++)
		if (!board->slots[i].is_member) {
			board->nslots--;
			memmove(&board->slots[i], &board->slots[i + 1],
			    (board->nslots - i) * sizeof(board->slots[0]));
			return true;
		}
	return false;
}

static struct board_slot *
add_slot(struct board *board, uint32_t node)
{
	unsigned at;

	if (!make_room(board))
		return NULL;
	at = board->nslots++;
	for (; at > 0 && board->slots[at - 1].node > node; at--)
		board->slots[at] = board->slots[at - 1];
	memset(&board->slots[at], 0, sizeof(board->slots[at]));
	board->slots[at].node = node;
	return &board->slots[at];
}

static void
join(struct board *board, uint32_t node)
{
	struct board_slot *slot = find_slot(board, node);

	if (slot == NULL)
		slot = add_slot(board, node);
	if (slot != NULL)
		slot->is_member = true;
}

void
board_regroup(struct board *board, const uint32_t nodes[], unsigned n)
{
	for (unsigned i = 0; i < board->nslots; i++) {
		board->slots[i].is_member = false;
		board->slots[i].is_current = false;
	}
	/* Those who stay first, so that nobody takes the place of one. */
	for (unsigned i = 0; i < n; i++)
		if (find_slot(board, nodes[i]) != NULL)
			join(board, nodes[i]);
	for (unsigned i = 0; i < n; i++)
		join(board, nodes[i]);
}

bool
board_post(struct board *board, const struct report *report, struct moment now)
{
	struct board_slot *slot = find_slot(board, report->node);

	if (slot == NULL || !slot->is_member)
		return false;
	slot->report = *report;
	slot->heard = now;
	slot->has_report = true;
	slot->is_current = true;
	return true;
}

enum board_presence
board_presence(const struct board_slot *slot, struct moment now)
{
	if (!slot->is_member)
		return BOARD_AWAY;
	if (!slot->is_current)
		return BOARD_WAITING;
	return moment_between_ms(slot->heard, now) >= REPORT_OLD_MS
		   ? BOARD_OLD
		   : BOARD_HEARD;
}

const struct board_slot *
board_slot(const struct board *board, uint32_t node)
{
	for (unsigned i = 0; i < board->nslots; i++)
		if (board->slots[i].node == node)
			return &board->slots[i];
	return NULL;
}

const struct report *
board_find(const struct board *board, uint32_t node, struct moment now)
{
	const struct board_slot *slot = board_slot(board, node);

	return slot != NULL && board_presence(slot, now) == BOARD_HEARD
		   ? &slot->report
		   : NULL;
}

const char *
board_name(const struct board *board, uint32_t node)
{
	static char numbers[4][24];
	static unsigned turn;
	const struct board_slot *slot = board_slot(board, node);

	if (slot != NULL && slot->report.name[0] != '\0')
		return slot->report.name;
	if (node >= RULE_STRANGERS)
		return "a standby that the cluster does not manage";
	turn = (turn + 1) % 4;
	snprintf(numbers[turn], sizeof(numbers[turn]), "node %u", node);
	return numbers[turn];
}

const char *
board_presence_text(enum board_presence presence)
{
	switch (presence) {
	case BOARD_HEARD:
		return "heard";
	case BOARD_OLD:
		return "silent";
	case BOARD_WAITING:
		return "not heard yet";
	case BOARD_AWAY:
		return "away";
	}
	return "unknown";
}
