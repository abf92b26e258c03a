/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/history_table.h"

#include <inttypes.h>
#include <time.h>

#include "cli/table.h"

enum column {
	COLUMN_WHEN,
	COLUMN_FROM,
	COLUMN_TO,
	COLUMN_TERM,
	COLUMN_LSN,
	COLUMN_TOOK,
	COLUMN_CAUSE,
	COLUMNS_COUNT,
};

static const char *const heads[] = {
	[COLUMN_WHEN] = "WHEN",
	[COLUMN_FROM] = "FROM",
	[COLUMN_TO] = "TO",
	[COLUMN_TERM] = "TERM",
	[COLUMN_LSN] = "LSN",
	[COLUMN_TOOK] = "TOOK",
	[COLUMN_CAUSE] = "CAUSE",
};

enum fencing_column {
	FENCING_WHEN,
	FENCING_TARGET,
	FENCING_BY,
	FENCING_DEVICE,
	FENCING_PROOF,
	FENCINGS_COUNT,
};

static const char *const fencing_heads[] = {
	[FENCING_WHEN] = "WHEN",
	[FENCING_TARGET] = "FENCED",
	[FENCING_BY] = "BY",
	[FENCING_DEVICE] = "DEVICE",
	[FENCING_PROOF] = "PROOF",
};

static void
put_when(struct table *table, size_t column, time_t when)
{
	struct tm local;
	char text[40] = "";

	if (localtime_r(&when, &local) != NULL)
		(void)strftime(text, sizeof(text), "%F %T%z", &local);
	table_set(table, column, "%s", text);
}

static void
put_promotion(struct table *table, const struct json_value *promotion)
{
	const char *from = json_read_text(promotion, "from");
	int64_t took_ms = json_read_number(promotion, "duration_ms");

	table_row(table);
	put_when(
	    table, COLUMN_WHEN, (time_t)json_read_number(promotion, "when"));
	table_set(table, COLUMN_FROM, "%s", from[0] == '\0' ? "-" : from);
	table_set(table, COLUMN_TO, "%s", json_read_text(promotion, "to"));
	table_set(table, COLUMN_TERM, "%" PRId64,
	    json_read_number(promotion, "term"));
	table_set(table, COLUMN_LSN, "%s", json_read_text(promotion, "lsn"));
	table_set(table, COLUMN_TOOK, "%" PRId64 ".%03" PRId64 " s",
	    took_ms / 1000, took_ms % 1000);
	table_set(
	    table, COLUMN_CAUSE, "%s", json_read_text(promotion, "cause"));
}

static void
print_database(const struct json_value *database, FILE *out)
{
	static struct table table;
	const struct json_value *promotion =
	    json_read_first(database, "promotions");

	fprintf(out, "%s:", json_read_text(database, "name"));
	if (promotion == NULL) {
		fputs(" no promotion yet\n", out);
		return;
	}
	fputc('\n', out);
	table_begin(&table, heads, COLUMNS_COUNT);
	for (; promotion != NULL; promotion = promotion->next)
		put_promotion(&table, promotion);
	table_print(&table, out);
}

static void
put_fencing(struct table *table, const struct json_value *fencing)
{
	table_row(table);
	put_when(
	    table, FENCING_WHEN, (time_t)json_read_number(fencing, "when"));
	table_set(
	    table, FENCING_TARGET, "%s", json_read_text(fencing, "target"));
	table_set(table, FENCING_BY, "%s", json_read_text(fencing, "by"));
	table_set(
	    table, FENCING_DEVICE, "%s", json_read_text(fencing, "device"));
	table_set(table, FENCING_PROOF, "%s", json_read_text(fencing, "proof"));
}

/* Nothing where nobody was fenced. */
static void
print_fencings(const struct json_value *fencing, FILE *out)
{
	static struct table table;

	if (fencing == NULL)
		return;
	fputs("\nfencings:\n", out);
	table_begin(&table, fencing_heads, FENCINGS_COUNT);
	for (; fencing != NULL; fencing = fencing->next)
		put_fencing(&table, fencing);
	table_print(&table, out);
}

void
history_table_print(const struct json_document *document, FILE *out)
{
	const struct json_value *database =
	    json_read_first(document->root, "databases");

	if (database == NULL)
		table_say(out, "the keeper knows no database yet: an agent "
			       "registers it when it is started");
	for (; database != NULL; database = database->next) {
		print_database(database, out);
		if (database->next != NULL)
			fputc('\n', out);
	}
	print_fencings(json_read_first(document->root, "fencings"), out);
}
