/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/table.h"

#include <stdarg.h>
#include <string.h>

void
table_begin(struct table *table, const char *const heads[], size_t n)
{
	table->heads = heads;
	table->ncolumns = n < TABLE_COLUMNS_MAX ? n : TABLE_COLUMNS_MAX;
	table->nrows = 0;
}

void
table_row(struct table *table)
{
	if (table->nrows < TABLE_ROWS_MAX)
		table->nrows++;
	memset(table->cells[table->nrows - 1], 0, sizeof(table->cells[0]));
}

void
table_set(struct table *table, size_t column, const char *format, ...)
{
	va_list ap;

	if (table->nrows == 0 || column >= table->ncolumns)
		return;
	va_start(ap, format);
	(void)vsnprintf(
	    table->cells[table->nrows - 1][column], TABLE_CELL_MAX, format, ap);
	va_end(ap);
}

/* Columns on the screen: a UTF-8 character is one, whatever its bytes. */
static size_t
width_of(const char *text)
{
	size_t width = 0;

	for (; *text != '\0'; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

/* 0 for a column in which there is nothing. */
static size_t
column_width(const struct table *table, size_t column)
{
	size_t widest = 0;

	for (size_t row = 0; row < table->nrows; row++) {
		size_t width = width_of(table->cells[row][column]);

		widest = width > widest ? width : widest;
	}
	if (widest == 0 || width_of(table->heads[column]) < widest)
		return widest;
	return width_of(table->heads[column]);
}

static void
put(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text,
		    out);
}

/* Blanks are owed until something follows them: no line ends with one. */
static void
print_row(const char *const cells[], const size_t widths[], size_t n, FILE *out)
{
	size_t owed = 0;

	for (size_t i = 0; i < n; i++) {
		if (widths[i] == 0)
			continue;
		if (cells[i][0] != '\0') {
			fprintf(out, "%*s", (int)owed, "");
			put(out, cells[i]);
			owed = 0;
		}
		owed += widths[i] - width_of(cells[i]) + 2;
	}
	fputc('\n', out);
}

void
table_print(const struct table *table, FILE *out)
{
	size_t widths[TABLE_COLUMNS_MAX];
	const char *cells[TABLE_COLUMNS_MAX];

	for (size_t i = 0; i < table->ncolumns; i++)
		widths[i] = column_width(table, i);
	print_row(table->heads, widths, table->ncolumns, out);
	for (size_t row = 0; row < table->nrows; row++) {
		for (size_t i = 0; i < table->ncolumns; i++)
			cells[i] = table->cells[row][i];
		print_row(cells, widths, table->ncolumns, out);
	}
}

void
table_say(FILE *out, const char *sentence)
{
	put(out, sentence);
	fputc('\n', out);
}
