/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h - rows of words in columns, for a terminal.
 *
 * A column in which no row has anything is left out.  What would steer the
 * terminal is shown as "?": some of it comes from other nodes.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stddef.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 16
#define TABLE_ROWS_MAX    64
#define TABLE_CELL_MAX    160

struct table {
	size_t ncolumns;
	const char *const *heads;
	size_t nrows;
	char cells[TABLE_ROWS_MAX][TABLE_COLUMNS_MAX][TABLE_CELL_MAX];
};

/* heads must stay; at most TABLE_COLUMNS_MAX. */
void table_begin(struct table *table, const char *const heads[], size_t n);

/* A new row, empty; rows beyond the bound fall on the last one. */
void table_row(struct table *table);

/* A cell of the last row; too long a text is cut. */
void table_set(struct table *table, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void table_print(const struct table *table, FILE *out);

/* One sentence, with the same care. */
void table_say(FILE *out, const char *sentence);

#endif
