/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/table.h"

#include <stdbool.h>
#include <string.h>

#include "tests/unit/check.h"

static struct table table;
static const char *const heads[] = { "A", "LONG", "C" };

static bool
prints(const char *expected)
{
	char text[512] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	table_print(&table, out);
	fclose(out);
	if (strcmp(text, expected) != 0)
		printf("it printed:\n%s", text);
	return strcmp(text, expected) == 0;
}

static void
columns_are_as_wide_as_what_is_in_them(void)
{
	table_begin(&table, heads, 3);
	table_row(&table);
	table_set(&table, 0, "%s", "wide");
	table_set(&table, 1, "%d", 1);
	table_set(&table, 2, "x");
	table_row(&table);
	table_set(&table, 2, "y");
	CHECK(prints("A     LONG  C\nwide  1     x\n            y\n"));
}

static void
an_empty_column_is_left_out(void)
{
	table_begin(&table, heads, 3);
	table_row(&table);
	table_set(&table, 0, "a");
	table_set(&table, 2, "c");
	CHECK(prints("A  C\na  c\n"));
}

static void
no_line_ends_with_a_blank(void)
{
	table_begin(&table, heads, 3);
	table_row(&table);
	table_set(&table, 1, "lonely");
	table_row(&table);
	table_set(&table, 0, "a");
	CHECK(prints("A  LONG\n   lonely\na\n"));
}

static void
a_character_of_many_bytes_is_one_wide(void)
{
	table_begin(&table, heads, 3);
	table_row(&table);
	table_set(&table, 0, "\xe5\x8c\x97\xe4\xba\xac");
	table_set(&table, 1, "b");
	CHECK(prints("A   LONG\n\xe5\x8c\x97\xe4\xba\xac  b\n"));
}

static void
nothing_steers_the_terminal(void)
{
	char text[64] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	table_say(out, "a\033[2Jb\nc\x7f");
	fclose(out);
	CHECK(strcmp(text, "a?[2Jb?c?\n") == 0);
}

static void
more_than_fits_is_cut(void)
{
	table_begin(&table, heads, 3);
	table_set(&table, 0, "before any row");
	for (int i = 0; i < TABLE_ROWS_MAX + 5; i++)
		table_row(&table);
	CHECK(table.nrows == TABLE_ROWS_MAX);
	table_set(&table, 0, "%*d", TABLE_CELL_MAX * 2, 1);
	CHECK(strlen(table.cells[TABLE_ROWS_MAX - 1][0]) == TABLE_CELL_MAX - 1);
	table_set(&table, 99, "nowhere");
}

CHECK_MAIN(columns_are_as_wide_as_what_is_in_them, an_empty_column_is_left_out,
    no_line_ends_with_a_blank, a_character_of_many_bytes_is_one_wide,
    nothing_steers_the_terminal, more_than_fits_is_cut)
