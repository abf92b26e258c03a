/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/metrics_text.h"

#include <inttypes.h>
#include <string.h>

#include "cli/picture.h"
#include "gauss/lsn.h"

/* One value of a database, or of one of its nodes. */
struct point {
	const struct json_value *database, *primary;
	const struct json_value *node; /* NULL: of the database */
};

static const struct json_value *
part(const struct point *point, const char *name)
{
	return json_read_member(point->database, name);
}

static bool
view_active(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_flag(part(point, "view"), "active");
	return true;
}

static bool
keepers(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_number(part(point, "view"), "keepers");
	return true;
}

static bool
keepers_here(const struct point *point, int64_t *ret_value)
{
	const struct json_value *one =
	    json_read_first(part(point, "view"), "group");

	for (*ret_value = 0; one != NULL; one = one->next)
		(*ret_value)++;
	return true;
}

static bool
paused(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_flag(part(point, "record"), "held");
	return true;
}

static bool
has_primary(const struct point *point, int64_t *ret_value)
{
	*ret_value = point->primary != NULL;
	return true;
}

static bool
takeover_safe(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_flag(part(point, "outlook"), "safe");
	return true;
}

static bool
record_term(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_number(part(point, "record"), "term");
	return true;
}

static bool
record_rules(const struct point *point, int64_t *ret_value)
{
	const struct json_value *rule =
	    json_read_first(part(point, "record"), "rules");

	for (*ret_value = 0; rule != NULL; rule = rule->next)
		(*ret_value)++;
	return true;
}

/* Only where there is one, and only when it has been tried. */
static bool
metadatabase_reached(const struct point *point, int64_t *ret_value)
{
	const struct json_value *of = part(point, "metadatabase");

	*ret_value = json_read_flag(of, "reached");
	return of != NULL &&
	       (*ret_value || json_read_text(of, "trouble")[0] != '\0');
}

static bool
metadatabase_backlog(const struct point *point, int64_t *ret_value)
{
	const struct json_value *of = part(point, "metadatabase");

	*ret_value = json_read_number(of, "backlog");
	return of != NULL;
}

static bool
waits_for_rearm(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_flag(part(point, "record"), "spent");
	return true;
}

static bool
node_heard(const struct point *point, int64_t *ret_value)
{
	*ret_value = picture_is_heard(point->node);
	return true;
}

static bool
flag_of(const struct point *point, const char *name, int64_t *ret_value)
{
	*ret_value = json_read_flag(point->node, name);
	return picture_is_heard(point->node);
}

static bool
node_running(const struct point *point, int64_t *ret_value)
{
	return flag_of(point, "running", ret_value);
}

static bool
node_answers(const struct point *point, int64_t *ret_value)
{
	return flag_of(point, "answered", ret_value);
}

static bool
node_building(const struct point *point, int64_t *ret_value)
{
	return flag_of(point, "building", ret_value);
}

static bool
node_receiving(const struct point *point, int64_t *ret_value)
{
	return flag_of(point, "receiving", ret_value);
}

static bool
node_leased(const struct point *point, int64_t *ret_value)
{
	return flag_of(point, "leased", ret_value);
}

/* Told as "1 of 2"; nothing where no device pings gateways. */
static bool
read_gateways(const struct point *point, int *ret_answering, int *ret_all)
{
	return picture_is_heard(point->node) &&
	       sscanf(json_read_text(point->node, "gateway"), "%3d of %3d",
		   ret_answering, ret_all) == 2;
}

static bool
node_gateways(const struct point *point, int64_t *ret_value)
{
	int answering, all;

	if (!read_gateways(point, &answering, &all))
		return false;
	*ret_value = all;
	return true;
}

static bool
node_gateways_answering(const struct point *point, int64_t *ret_value)
{
	int answering, all;

	if (!read_gateways(point, &answering, &all))
		return false;
	*ret_value = answering;
	return true;
}

static bool
node_primary(const struct point *point, int64_t *ret_value)
{
	*ret_value = picture_is_primary(point->node);
	return picture_is_heard(point->node);
}

static bool
node_could_take_over(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_text(point->node, "objection")[0] == '\0';
	return picture_is_heard(point->node) && point->node != point->primary;
}

static bool
node_term(const struct point *point, int64_t *ret_value)
{
	*ret_value = json_read_number(point->node, "term");
	return picture_is_heard(point->node) && *ret_value != 0;
}

static bool
lsn_of(const struct json_value *node, struct lsn *ret_lsn)
{
	return node != NULL && picture_is_heard(node) &&
	       lsn_parse(json_read_text(node, "lsn"), ret_lsn);
}

static bool
node_lsn(const struct point *point, int64_t *ret_value)
{
	struct lsn lsn;

	if (!lsn_of(point->node, &lsn) || lsn.bytes > INT64_MAX)
		return false;
	*ret_value = (int64_t)lsn.bytes;
	return true;
}

static bool
node_lag(const struct point *point, int64_t *ret_value)
{
	struct lsn ours, theirs;

	if (point->node == point->primary || !lsn_of(point->node, &ours) ||
	    !lsn_of(point->primary, &theirs))
		return false;
	*ret_value =
	    theirs.bytes > ours.bytes && theirs.bytes - ours.bytes < INT64_MAX
		? (int64_t)(theirs.bytes - ours.bytes)
		: 0;
	return true;
}

static bool
node_synchronous(const struct point *point, int64_t *ret_value)
{
	const char *sync = json_read_text(
	    picture_standby(point->primary, point->node), "sync");

	*ret_value = strcmp(sync, "Sync") == 0 || strcmp(sync, "Quorum") == 0;
	return point->primary != NULL && point->node != point->primary &&
	       picture_is_heard(point->node);
}

static const struct {
	const char *name, *help;
	/* False where nothing is known. */
	bool (*measure)(const struct point *point, int64_t *ret_value);
	bool of_nodes;
} families[] = {
	{ "view_active", "1 while the keepers here may decide", view_active,
	    false },
	{ "keepers_configured", "Keepers that there should be", keepers,
	    false },
	{ "keepers_here", "Keepers in this keeper's group", keepers_here,
	    false },
	{ "promotions_paused", "1 between gaussha pause and resume", paused,
	    false },
	{ "has_primary", "1 while a primary is heard", has_primary, false },
	{ "takeover_safe",
	    "1 if another node would take over and nothing would be lost, "
	    "were the primary gone",
	    takeover_safe, false },
	{ "record_term", "Term of the last grant", record_term, false },
	{ "record_rules", "Rules that a promotion must satisfy", record_rules,
	    false },
	{ "waits_for_rearm",
	    "1 after the one failover of mode=lite, until gaussha rearm",
	    waits_for_rearm, false },
	{ "metadatabase_reached",
	    "1 if this node could tell the metadatabase when it last tried",
	    metadatabase_reached, false },
	{ "metadatabase_backlog",
	    "Events of which this node does not know that they are told",
	    metadatabase_backlog, false },
	{ "node_heard", "1 while the node's keeper is heard", node_heard,
	    true },
	{ "node_running", "1 while the node's database runs", node_running,
	    true },
	{ "node_answers", "1 while the node's database answers", node_answers,
	    true },
	{ "node_building", "1 while the node's data is built", node_building,
	    true },
	{ "node_receiving", "1 where a standby's stream is up", node_receiving,
	    true },
	{ "node_leased", "1 where the node has the lease", node_leased, true },
	{ "node_gateways", "Gateways that the node pings", node_gateways,
	    true },
	{ "node_gateways_answering", "Those of them that answer",
	    node_gateways_answering, true },
	{ "node_primary", "1 where the database is the primary", node_primary,
	    true },
	{ "node_could_take_over",
	    "1 where nothing stands against a promotion, were the primary "
	    "gone",
	    node_could_take_over, true },
	{ "node_synchronous", "1 for a standby that commits are waiting for",
	    node_synchronous, true },
	{ "node_term", "Highest term that the database knows", node_term,
	    true },
	{ "node_lsn_bytes", "Where the database's log ends", node_lsn, true },
	{ "node_lag_bytes", "What the primary's log has and this one has not",
	    node_lag, true },
};

#define NFAMILIES (sizeof(families) / sizeof(families[0]))

/* Only these three have a meaning inside a label. */
static void
put_label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	for (; *value != '\0'; value++)
		if (*value == '\n')
			fputs("\\n", out);
		else if (*value == '"' || *value == '\\')
			fprintf(out, "\\%c", *value);
		else
			fputc(*value, out);
	fputc('"', out);
}

static void
print_point(size_t family, const struct point *point, FILE *out)
{
	int64_t value;
	char buf[32];

	if (!families[family].measure(point, &value))
		return;
	fprintf(out, "gaussha_%s{", families[family].name);
	put_label(out, "database", json_read_text(point->database, "name"));
	if (point->node != NULL) {
		fputc(',', out);
		put_label(out, "node", picture_name(point->node, buf));
	}
	fprintf(out, "} %" PRId64 "\n", value);
}

static void
print_database(size_t family, const struct json_value *database, FILE *out)
{
	struct point point = { .database = database,
		.primary = picture_primary(database) };

	if (!families[family].of_nodes) {
		print_point(family, &point, out);
		return;
	}
	point.node = json_read_first(database, "nodes");
	for (; point.node != NULL; point.node = point.node->next)
		print_point(family, &point, out);
}

static void
print_keeper(bool answers, FILE *out)
{
	fprintf(out,
	    "# HELP gaussha_keeper_answers 1 while the keeper of this node "
	    "answers.\n# TYPE gaussha_keeper_answers gauge\n"
	    "gaussha_keeper_answers %d\n",
	    answers);
}

void
metrics_text_print_silence(FILE *out)
{
	print_keeper(false, out);
	fputs("# EOF\n", out);
}

void
metrics_text_print(const struct json_document *document, FILE *out)
{
	print_keeper(true, out);
	for (size_t i = 0; i < NFAMILIES; i++) {
		const struct json_value *database =
		    json_read_first(document->root, "databases");

		fprintf(out, "# HELP gaussha_%s %s.\n# TYPE gaussha_%s gauge\n",
		    families[i].name, families[i].help, families[i].name);
		for (; database != NULL; database = database->next)
			print_database(i, database, out);
	}
	fputs("# EOF\n", out);
}
