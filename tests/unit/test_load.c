/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/chaos/client/load.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/check.h"

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void
every_row_has_its_number_in_the_statement(void)
{
	struct load load;
	struct load_op op;

	load_init(&load, LOAD_ROWS, 7);
	for (unsigned i = 1; i <= 200; i++) {
		char number[32];

		load_next(&load, &op);
		snprintf(number, sizeof(number), "(7, %u", i);
		CHECK(load.seq == i);
		CHECK(strstr(op.statement, number) != NULL);
		CHECK(begins(op.words, "append") ||
		      begins(op.words, "transfer "));
	}
}

static void
a_transfer_has_two_ends(void)
{
	struct load load;
	struct load_op op;
	unsigned from, to, amount;

	load_init(&load, LOAD_ROWS, 3);
	for (unsigned i = 0; i < 2000; i++) {
		load_next(&load, &op);
		if (sscanf(op.words, "transfer %u %u %u", &from, &to,
			&amount) != 3)
			continue;
		CHECK(from != to && from >= 1 && to >= 1);
		CHECK(from <= LOAD_ACCOUNTS && to <= LOAD_ACCOUNTS);
	}
}

/* Draws operations until one of that kind comes. */
static struct load_op
next_of(struct load *load, const char *kind)
{
	struct load_op op;

	do
		load_next(load, &op);
	while (!begins(op.words, kind));
	return op;
}

static void
a_swap_takes_the_value_that_was_last_seen(void)
{
	struct load_op op;
	struct load load;

	load_init(&load, LOAD_REGISTERS, 2);
	for (unsigned i = 0; i < LOAD_KEYS * 20; i++) {
		op = next_of(&load, "read");
		load_learn(&load, &op, "seen");
	}
	op = next_of(&load, "cas");
	CHECK(strstr(op.words, " seen 2.") != NULL);
	CHECK(strstr(op.statement, "value = 'seen'") != NULL);
}

static void
a_refused_swap_teaches_nothing_and_a_done_one_its_value(void)
{
	struct load_op op;
	struct load load;

	load_init(&load, LOAD_REGISTERS, 2);
	op = next_of(&load, "cas");
	load_learn(&load, &op, "0");
	CHECK(strcmp(load.known[load.key], "0") == 0);
	op = next_of(&load, "cas");
	load_learn(&load, &op, "1");
	CHECK(begins(load.known[load.key], "2."));
	op = next_of(&load, "write");
	load_learn(&load, &op, "-");
	CHECK(strcmp(load.known[load.key], strrchr(op.words, ' ') + 1) == 0);
}

static void
a_final_scan_says_that_it_is_final(void)
{
	struct load_op op;
	struct load load;

	load_init(&load, LOAD_SCAN, 1);
	load_next(&load, &op);
	CHECK(strcmp(op.words, "scan") == 0);
	load.is_final = true;
	load_next(&load, &op);
	CHECK(strcmp(op.words, "scan final") == 0);
}

static void
only_its_kinds_are_known(void)
{
	enum load_kind kind;

	CHECK(load_kind_parse("watch", &kind) && kind == LOAD_WATCH);
	CHECK(load_kind_parse("rows", &kind) && kind == LOAD_ROWS);
	CHECK(!load_kind_parse("final", &kind));
	CHECK(!load_kind_parse("", &kind));
}

CHECK_MAIN(every_row_has_its_number_in_the_statement, a_transfer_has_two_ends,
    a_swap_takes_the_value_that_was_last_seen,
    a_refused_swap_teaches_nothing_and_a_done_one_its_value,
    a_final_scan_says_that_it_is_final, only_its_kinds_are_known)
