/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/writer/client.h"
#include "tests/writer/clock.h"
#include "tests/writer/command.h"
#include "tests/writer/history.h"
#include "tests/writer/journal.h"
#include "tests/writer/judge.h"
#include "tests/writer/options.h"

#define DEADLINE_MS  20000
#define RETRY_MS     200
#define NOTICED_MS   300 /* a shorter silence is no outage to a user */
#define STATUS_WRONG 1   /* violations */
#define STATUS_BLIND 2   /* could not judge */

/* Until somebody answers: a judge may come while the database still moves. */
static PGresult *
read_table(const struct options *options, int64_t run)
{
	int64_t deadline_ms = clock_now_ms() + DEADLINE_MS;
	PGresult *table = NULL;
	struct client client;
	char query[256];

	snprintf(query, sizeof(query),
	    "select session, seq, count(*) from " WRITER_TABLE
	    " where run = %" PRId64 " group by session, seq"
	    " order by session, seq",
	    run);
	client_init(&client, &options->hosts);
	while (table == NULL && client_reach(&client, deadline_ms)) {
		table = client_read(&client, query, deadline_ms);
		if (table == NULL)
			clock_pause_ms(RETRY_MS);
	}
	if (table == NULL)
		fprintf(stderr, "writer: %s\n", client.said);
	client_close(&client);
	return table;
}

static size_t
convert(const PGresult *table, struct row **ret_rows)
{
	size_t n = (size_t)PQntuples(table);

	*ret_rows = calloc(n + 1, sizeof(**ret_rows));
	if (*ret_rows == NULL)
		abort();
	for (size_t i = 0; i < n; i++)
		(*ret_rows)[i] = (struct row){
			(unsigned)strtoul(
			    PQgetvalue(table, (int)i, 0), NULL, 10),
			strtoull(PQgetvalue(table, (int)i, 1), NULL, 10),
			strtoull(PQgetvalue(table, (int)i, 2), NULL, 10),
		};
	return n;
}

struct report {
	struct verdict verdict;
	struct span gap, outage;
};

static void
print_json(const struct report *report)
{
	const struct verdict *v = &report->verdict;
	char text[SENTENCE_MAX];

	printf("{\"acknowledged\": %" PRIu64 ", \"failed\": %" PRIu64
	       ", \"unknown\": %" PRIu64 ", \"unknown_there\": %" PRIu64,
	    v->ok, v->failed, v->unknown, v->unknown_there);
	printf(", \"lost\": %" PRIu64 ", \"twice\": %" PRIu64
	       ", \"risen\": %" PRIu64 ", \"strange\": %" PRIu64,
	    v->found[VIOLATION_LOST], v->found[VIOLATION_TWICE],
	    v->found[VIOLATION_RISEN], v->found[VIOLATION_STRANGER]);
	printf(", \"gap_begin_ms\": %" PRId64 ", \"gap_end_ms\": %" PRId64
	       ", \"gap_ms\": %" PRId64 ", \"outage_ms\": %" PRId64,
	    report->gap.begin_ms, report->gap.end_ms,
	    report->gap.end_ms - report->gap.begin_ms,
	    report->outage.end_ms - report->outage.begin_ms);
	printf(", \"violations\": [");
	for (size_t i = 0; i < v->nviolations; i++)
		printf("%s\"%s\"", i > 0 ? ", " : "",
		    judge_sentence(&v->violations[i], text));
	printf("]}\n");
}

static void
print_text(const struct report *report)
{
	const struct verdict *v = &report->verdict;
	char text[SENTENCE_MAX];

	for (size_t i = 0; i < v->nviolations; i++)
		printf("%s\n", judge_sentence(&v->violations[i], text));
	printf("%" PRIu64 " rows acknowledged, %" PRIu64
	       " of them lost; %" PRIu64 " refused, %" PRIu64
	       " without an answer, of which %" PRIu64 " are there\n",
	    v->ok, v->found[VIOLATION_LOST], v->failed, v->unknown,
	    v->unknown_there);
	printf("longest time without an acknowledgement: %" PRId64
	       " ms, from %" PRId64 " to %" PRId64 "\n",
	    report->gap.end_ms - report->gap.begin_ms, report->gap.begin_ms,
	    report->gap.end_ms);
}

static void
judge(const struct options *options, const struct history *history,
    const struct table *table, struct report *ret_report)
{
	struct span window = { options->since_ms, options->until_ms };

	judge_rows(history, table, &ret_report->verdict);
	ret_report->gap = judge_longest_gap(history, window);
	ret_report->outage = judge_outage(history, window, NOTICED_MS);
}

/* The number that tells the run's rows from others; 0 if not readable. */
static int64_t
run_of(const char *journal)
{
	struct history history;
	int64_t run = journal_read(journal, &history) ? history.run : 0;

	history_done(&history);
	return run;
}

/* The journal after the table: then it names all that the table can hold. */
static bool
report_on(const struct options *options, int64_t run, struct report *ret_report)
{
	struct table table = { .asked_ms = clock_now_ms() };
	PGresult *result = read_table(options, run);
	struct history history;
	struct row *rows;
	bool readable;

	if (result == NULL)
		return false;
	table.nrows = convert(result, &rows);
	table.rows = rows;
	readable = journal_read(options->journal, &history);
	if (readable)
		judge(options, &history, &table, ret_report);
	history_done(&history);
	free(rows);
	PQclear(result);
	return readable;
}

int
command_judge(const struct options *options)
{
	struct report report;
	int64_t run;

	if (options->journal == NULL) {
		fprintf(stderr, "writer: --journal is missing\n");
		return STATUS_BLIND;
	}
	run = run_of(options->journal);
	if (run == 0 || !report_on(options, run, &report))
		return STATUS_BLIND;
	(options->json ? print_json : print_text)(&report);
	return judge_finds_nothing(&report.verdict) ? 0 : STATUS_WRONG;
}
