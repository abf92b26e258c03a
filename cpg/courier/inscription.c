/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/courier/inscription.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cpg/keeper/errand.h"
#include "gauss/session.h"
#include "ocf/why.h"

#define SQL_MAX     4096
#define LITERAL_MAX 320 /* the longest text, each byte of it doubled */
#define WHEN_MAX    40

/* Two that insert at the same moment: the slower one is told this. */
#define UNIQUE_VIOLATION "23505"

static bool
take_nothing(void *context, const char *const columns[])
{
	(void)context;
	(void)columns;
	return true;
}

bool
inscription_look(
    struct session *session, struct moment deadline, struct why *why)
{
	return session_ask(session, deadline,
	    "SELECT (SELECT count(*) FROM gaussha_history WHERE term < 0) + "
	    "(SELECT count(*) FROM gaussha_fencings WHERE node = '')",
	    1, take_nothing, NULL, why);
}

/* openGauss takes '' for NULL: it is written as such. */
static bool
quote(struct session *session, const char *text, char ret_literal[LITERAL_MAX])
{
	if (text[0] != '\0')
		return session_quote(session, text, ret_literal, LITERAL_MAX);
	strcpy(ret_literal, "NULL");
	return true;
}

/* UTC, so that no session's time zone counts. */
static bool
print_when(int64_t when_s, char ret_text[WHEN_MAX])
{
	time_t when = (time_t)when_s;
	struct tm utc;

	return gmtime_r(&when, &utc) != NULL &&
	       strftime(ret_text, WHEN_MAX, "%Y-%m-%d %H:%M:%S+00", &utc) > 0;
}

static bool
quote_cluster(struct session *session, const struct errand *errand,
    char ret_literal[LITERAL_MAX])
{
	return quote(session,
	    errand->cluster[0] == '\0' ? "-" : errand->cluster, ret_literal);
}

struct literals {
	char cluster[LITERAL_MAX], database[LITERAL_MAX], node[LITERAL_MAX];
	char from[LITERAL_MAX], to[LITERAL_MAX], cause[LITERAL_MAX];
	char when[WHEN_MAX];
};

static bool
make_literals(struct session *session, const struct errand *errand,
    const struct promotion_entry *entry, struct literals *of)
{
	return quote_cluster(session, errand, of->cluster) &&
	       quote(session, errand->database, of->database) &&
	       quote(session, errand->node, of->node) &&
	       quote(session, entry->from, of->from) &&
	       quote(session, entry->to, of->to) &&
	       quote(session, entry->cause, of->cause) &&
	       print_when(entry->when_s, of->when);
}

/*
 * No ON CONFLICT and no ON DUPLICATE KEY: each of the two databases knows one
 * of them only.
 */
static bool
print_insert(const struct literals *of, const struct promotion_entry *entry,
    char ret_sql[SQL_MAX])
{
	char lsn[LSN_TEXT_MAX];
	int n = snprintf(ret_sql, SQL_MAX,
	    "INSERT INTO gaussha_history (cluster, resource_name, term, ended, "
	    "old_primary, new_primary, lsn, duration_ms, cause, told_by) "
	    "SELECT CAST(%s AS varchar), CAST(%s AS varchar), "
	    "CAST(%" PRIu64 " AS bigint), CAST('%s' AS timestamptz), "
	    "CAST(%s AS varchar), CAST(%s AS varchar), "
	    "CAST('%s' AS varchar), CAST(%u AS integer), "
	    "CAST(%s AS varchar), CAST(%s AS varchar) "
	    "WHERE NOT EXISTS (SELECT 1 FROM gaussha_history "
	    "WHERE cluster = %s AND resource_name = %s "
	    "AND term = %" PRIu64 " AND ended = CAST('%s' AS timestamptz))",
	    of->cluster, of->database, entry->term, of->when, of->from, of->to,
	    lsn_text(entry->lsn, lsn), entry->duration_ms, of->cause, of->node,
	    of->cluster, of->database, entry->term, of->when);

	return n > 0 && n < SQL_MAX;
}

/* Somebody else's row of the same event is as good. */
static bool
insert(struct session *session, const char *sql, struct moment deadline,
    struct why *why)
{
	return session_tell(session, deadline, sql, why) ||
	       strcmp(session_objection(session), UNIQUE_VIOLATION) == 0;
}

bool
inscription_make(struct session *session, const struct errand *errand,
    const struct promotion_entry *entry, struct moment deadline,
    struct why *why)
{
	static struct literals literals;
	static char sql[SQL_MAX];

	if (!make_literals(session, errand, entry, &literals) ||
	    !print_insert(&literals, entry, sql)) {
		why_set(why, "the event of term %" PRIu64 " makes no row",
		    entry->term);
		return false;
	}
	return insert(session, sql, deadline, why);
}

struct fencing_literals {
	char cluster[LITERAL_MAX], target[LITERAL_MAX], by[LITERAL_MAX];
	char device[LITERAL_MAX], proof[LITERAL_MAX], node[LITERAL_MAX];
	char when[WHEN_MAX];
};

static bool
make_fencing_literals(struct session *session, const struct errand *errand,
    const struct fencing *entry, struct fencing_literals *of)
{
	return quote_cluster(session, errand, of->cluster) &&
	       quote(session, entry->target, of->target) &&
	       quote(session, entry->by, of->by) &&
	       quote(session, entry->device, of->device) &&
	       quote(session, entry->proof, of->proof) &&
	       quote(session, errand->node, of->node) &&
	       print_when(entry->when_s, of->when);
}

static bool
print_fencing_insert(const struct fencing_literals *of, char ret_sql[SQL_MAX])
{
	int n = snprintf(ret_sql, SQL_MAX,
	    "INSERT INTO gaussha_fencings (cluster, proven, node, fenced_by, "
	    "device, proof, told_by) "
	    "SELECT CAST(%s AS varchar), CAST('%s' AS timestamptz), "
	    "CAST(%s AS varchar), CAST(%s AS varchar), CAST(%s AS varchar), "
	    "CAST(%s AS varchar), CAST(%s AS varchar) "
	    "WHERE NOT EXISTS (SELECT 1 FROM gaussha_fencings "
	    "WHERE cluster = %s AND proven = CAST('%s' AS timestamptz) "
	    "AND node = %s AND fenced_by = %s)",
	    of->cluster, of->when, of->target, of->by, of->device, of->proof,
	    of->node, of->cluster, of->when, of->target, of->by);

	return n > 0 && n < SQL_MAX;
}

bool
inscription_make_fencing(struct session *session, const struct errand *errand,
    const struct fencing *entry, struct moment deadline, struct why *why)
{
	static struct fencing_literals literals;
	static char sql[SQL_MAX];

	if (!make_fencing_literals(session, errand, entry, &literals) ||
	    !print_fencing_insert(&literals, sql)) {
		why_set(
		    why, "the fencing of %.63s makes no row", entry->target);
		return false;
	}
	return insert(session, sql, deadline, why);
}
