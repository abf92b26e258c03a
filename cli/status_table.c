/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/status_table.h"

#include <inttypes.h>
#include <string.h>

#include "cli/picture.h"
#include "cli/table.h"
#include "gauss/lsn.h"

enum column {
	COLUMN_NODE,
	COLUMN_ZONE,
	COLUMN_KEEPER,
	COLUMN_ROLE,
	COLUMN_STATE,
	COLUMN_TERM,
	COLUMN_LSN,
	COLUMN_LAG,
	COLUMN_SYNC,
	COLUMN_LEASE,
	COLUMN_GATEWAY,
	COLUMNS_COUNT,
};

static const char *const heads[] = {
	[COLUMN_NODE] = "NODE",
	[COLUMN_ZONE] = "ZONE",
	[COLUMN_KEEPER] = "KEEPER",
	[COLUMN_ROLE] = "ROLE",
	[COLUMN_STATE] = "STATE",
	[COLUMN_TERM] = "TERM",
	[COLUMN_LSN] = "LSN",
	[COLUMN_LAG] = "LAG",
	[COLUMN_SYNC] = "SYNC",
	[COLUMN_LEASE] = "LEASE",
	[COLUMN_GATEWAY] = "GATEWAY",
};

/* "Need repair (Disconnected)": the reason where there is one. */
static void
put_server_state(struct table *table, const struct json_value *node)
{
	const char *state = json_read_text(node, "db_state");
	const char *detail = json_read_text(node, "detail");
	int64_t percent = json_read_number(node, "percent");
	bool is_bare = detail[0] == '\0' || strcmp(detail, "Normal") == 0 ||
		       strcmp(detail, "Unknown") == 0;

	if (json_read_flag(node, "building") && percent >= 0)
		table_set(
		    table, COLUMN_STATE, "%s %" PRId64 "%%", state, percent);
	else
		table_set(table, COLUMN_STATE, "%s%s%s%s%s", state,
		    is_bare ? "" : " (", is_bare ? "" : detail,
		    is_bare ? "" : ")",
		    json_read_flag(node, "refusing") ? ", refuses its primary"
						     : "");
}

static void
put_state(struct table *table, const struct json_value *node)
{
	if (!json_read_flag(node, "has_database"))
		table_set(table, COLUMN_STATE, "no database");
	else if (!json_read_flag(node, "running"))
		table_set(table, COLUMN_STATE, "not running");
	else if (!json_read_flag(node, "answered"))
		table_set(table, COLUMN_STATE, "does not answer");
	else
		put_server_state(table, node);
}

/* Bytes of the log that the primary has and this node has not. */
static void
put_lag(struct table *table, const struct json_value *primary,
    const struct json_value *node)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	struct lsn ours = { 0 }, theirs = { 0 };
	uint64_t lag;
	size_t unit = 0;

	if (primary == NULL || node == primary ||
	    !lsn_parse(json_read_text(node, "lsn"), &ours) ||
	    !lsn_parse(json_read_text(primary, "lsn"), &theirs))
		return;
	lag = theirs.bytes > ours.bytes ? theirs.bytes - ours.bytes : 0;
	while (lag >= 10000 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		lag /= 1024;
		unit++;
	}
	table_set(table, COLUMN_LAG, "%" PRIu64 " %s", lag, units[unit]);
}

/* What is old is not shown as if it were so now. */
static void
put_database(struct table *table, const struct json_value *primary,
    const struct json_value *node)
{
	int64_t term = json_read_number(node, "term");

	put_state(table, node);
	if (!json_read_flag(node, "answered"))
		return;
	table_set(table, COLUMN_ROLE, "%s", json_read_text(node, "role"));
	if (term != 0)
		table_set(table, COLUMN_TERM, "%" PRId64, term);
	table_set(table, COLUMN_LSN, "%s", json_read_text(node, "lsn"));
	put_lag(table, primary, node);
	table_set(table, COLUMN_SYNC, "%s",
	    json_read_text(picture_standby(primary, node), "sync"));
}

static void
put_node(struct table *table, const struct json_value *primary,
    const struct json_value *node)
{
	char buf[32];

	table_row(table);
	table_set(table, COLUMN_NODE, "%s", picture_name(node, buf));
	table_set(table, COLUMN_ZONE, "%s", json_read_text(node, "zone"));
	table_set(table, COLUMN_KEEPER, "%s", json_read_text(node, "presence"));
	table_set(table, COLUMN_GATEWAY, "%s", json_read_text(node, "gateway"));
	if (picture_is_heard(node) && json_read_flag(node, "leased"))
		table_set(table, COLUMN_LEASE, "held (%s)",
		    json_read_text(node, "guard"));
	if (picture_is_heard(node))
		put_database(table, primary, node);
}

/* "db: primary n1, term 7, commits wait for ANY 1 (n2, n3)" */
static void
print_head(const struct json_value *database, FILE *out)
{
	const struct json_value *record = json_read_member(database, "record");
	const struct json_value *primary = picture_primary(database);
	char line[512], buf[32];
	size_t n;

	n = (size_t)snprintf(line, sizeof(line), "%s: %s%s, term %" PRId64,
	    json_read_text(database, "name"),
	    primary == NULL ? "no primary" : "primary ",
	    primary == NULL ? "" : picture_name(primary, buf),
	    json_read_number(record, "term"));
	if (json_read_flag(record, "held") && n < sizeof(line))
		n += (size_t)snprintf(
		    line + n, sizeof(line) - n, ", promotions are paused");
	if (json_read_flag(record, "spent") && n < sizeof(line))
		snprintf(line + n, sizeof(line) - n,
		    ", has failed over and waits for gaussha rearm");
	table_say(out, line);
}

static void
print_metadatabase(const struct json_value *of, FILE *out)
{
	const char *trouble = json_read_text(of, "trouble");
	char line[512];

	if (trouble[0] == '\0')
		return;
	snprintf(line, sizeof(line),
	    "the metadatabase is told nothing, %" PRId64 " events wait: %s",
	    json_read_number(of, "backlog"), trouble);
	table_say(out, line);
}

static void
print_database(const struct json_value *database, FILE *out)
{
	static struct table table;
	const struct json_value *primary = picture_primary(database);

	print_head(database, out);
	table_begin(&table, heads, COLUMNS_COUNT);
	for (const struct json_value *node = json_read_first(database, "nodes");
	     node != NULL; node = node->next)
		put_node(&table, primary, node);
	table_print(&table, out);
	table_say(out,
	    json_read_text(json_read_member(database, "outlook"), "sentence"));
	print_metadatabase(json_read_member(database, "metadatabase"), out);
}

void
status_table_print(const struct json_document *document, FILE *out)
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
}
