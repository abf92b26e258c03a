/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/board.h"

#include <string.h>

#include "tests/unit/check.h"

static struct board board;

static const struct moment t0 = { 1000 };

static void
begin(void)
{
	static const uint32_t nodes[] = { 1, 3, 2 };

	board_init(&board);
	board_regroup(&board, nodes, 3);
}

static bool
post(uint32_t node, const char *name, struct moment now)
{
	struct report report = { .node = node };

	strcpy(report.name, name);
	return board_post(&board, &report, now);
}

static void
slots_are_by_ascending_node(void)
{
	begin();
	CHECK(board.nslots == 3);
	for (unsigned i = 0; i < 3; i++)
		CHECK(board.slots[i].node == i + 1);
}

static void
an_old_report_stops_counting(void)
{
	begin();
	CHECK(post(2, "n2", t0));
	CHECK(board_find(&board, 2, t0) != NULL);
	CHECK(
	    board_find(&board, 2, moment_after(t0, REPORT_OLD_MS - 1)) != NULL);
	CHECK(board_find(&board, 2, moment_after(t0, REPORT_OLD_MS)) == NULL);
	CHECK(board_presence(board_slot(&board, 2),
		  moment_after(t0, REPORT_OLD_MS)) == BOARD_OLD);
}

static void
a_report_from_before_a_change_of_the_group_does_not_count(void)
{
	static const uint32_t nodes[] = { 2, 3 };

	begin();
	CHECK(post(2, "n2", t0) && post(1, "n1", t0));
	board_regroup(&board, nodes, 2);
	CHECK(board_find(&board, 2, t0) == NULL);
	CHECK(board_presence(board_slot(&board, 2), t0) == BOARD_WAITING);
	CHECK(post(2, "n2", t0));
	CHECK(board_find(&board, 2, t0) != NULL);
}

static void
who_left_is_shown_and_not_counted(void)
{
	static const uint32_t nodes[] = { 2, 3 };

	begin();
	CHECK(post(1, "n1", t0));
	board_regroup(&board, nodes, 2);
	CHECK(board_presence(board_slot(&board, 1), t0) == BOARD_AWAY);
	CHECK(strcmp(board_name(&board, 1), "n1") == 0);
	CHECK(!post(1, "n1", t0));
}

static void
a_stranger_cannot_post(void)
{
	begin();
	CHECK(!post(9, "n9", t0));
	CHECK(board_slot(&board, 9) == NULL);
}

static void
a_node_without_a_report_has_a_number_for_a_name(void)
{
	begin();
	CHECK(strcmp(board_name(&board, 3), "node 3") == 0);
}

static void
a_full_board_gives_up_those_who_left(void)
{
	uint32_t nodes[RECORD_NODES_MAX];

	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		nodes[i] = i + 1;
	board_init(&board);
	board_regroup(&board, nodes, RECORD_NODES_MAX);
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		nodes[i] = 2 * i + 2;
	board_regroup(&board, nodes, RECORD_NODES_MAX);
	CHECK(board.nslots == RECORD_NODES_MAX);
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		CHECK(board.slots[i].node == 2 * i + 2 &&
		      board.slots[i].is_member);
}

CHECK_MAIN(slots_are_by_ascending_node, an_old_report_stops_counting,
    a_report_from_before_a_change_of_the_group_does_not_count,
    who_left_is_shown_and_not_counted, a_stranger_cannot_post,
    a_node_without_a_report_has_a_number_for_a_name,
    a_full_board_gives_up_those_who_left)
