/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chaos-client - one client of the chaos test: it works until SIGTERM, with
 * deadlines of its own, and writes down what it sent and what it was told.
 *
 * usage: chaos-client prepare CONNINFO
 *        chaos-client rows|registers|scan|watch CONNINFO SESSION VIA JOURNAL
 *            PAUSE_MS LIMIT_MS
 *        chaos-client final CONNINFO SESSION VIA JOURNAL 0 LIMIT_MS
 *
 * final: one scan, repeated until it is answered or the limit is over.
 */
#include <errno.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "tests/chaos/client/diary.h"
#include "tests/chaos/client/load.h"
#include "tests/writer/client.h"
#include "tests/writer/clock.h"

#define PREPARE_MS 20000
#define RETRY_MS   20
#define TRY_MS     5000 /* of a final scan */

static volatile sig_atomic_t stopping;

struct session {
	struct client client;
	struct load load;
	int journal;
	int64_t pause_ms, limit_ms;
};

static void
stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

static int64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool
note_begin(struct session *session, const struct load_op *op)
{
	return diary_line(session->journal,
	    "invoke %u %" PRIu64 " %" PRId64 " %s", session->load.session,
	    session->load.seq, now_us(), op->words);
}

static bool
note_end(struct session *session, enum outcome outcome, const PGresult *rows)
{
	int64_t ended_us = now_us();
	const struct load *load = &session->load;

	if (outcome == OUTCOME_OK)
		return diary_line(session->journal,
		    "ok %u %" PRIu64 " %" PRId64 " %s %s %s %s %s",
		    load->session, load->seq, ended_us,
		    PQgetvalue(rows, 0, LOAD_NODE_NAME), PQgetvalue(rows, 0, 1),
		    PQgetvalue(rows, 0, 2), PQgetvalue(rows, 0, 3),
		    PQgetvalue(rows, 0, LOAD_VALUE));
	return diary_line(session->journal, "%s %u %" PRIu64 " %" PRId64 " %s",
	    outcome == OUTCOME_FAILED ? "fail" : "unknown", load->session,
	    load->seq, ended_us, session->client.said);
}

/* An answer that has not one row with all its fields settles nothing. */
static enum outcome
ask(struct session *session, struct load_op *op, PGresult **ret_rows)
{
	enum outcome outcome = client_ask(&session->client, op->statement,
	    clock_now_ms() + session->limit_ms, ret_rows);

	if (outcome == OUTCOME_OK &&
	    (PQntuples(*ret_rows) != 1 || PQnfields(*ret_rows) != LOAD_FIELDS))
		outcome = OUTCOME_UNKNOWN;
	return outcome;
}

/*
 * False when the journal cannot be written: then nothing may be sent.  Nothing
 * is tried without a connection, but a watch, whose answer that is.
 */
static bool
operate(struct session *session, enum outcome *ret_outcome)
{
	int64_t deadline_ms = clock_now_ms() + session->limit_ms;
	PGresult *rows = NULL;
	struct load_op op;
	bool good;

	*ret_outcome = OUTCOME_FAILED;
	if (session->load.kind != LOAD_WATCH &&
	    !client_connect(&session->client, deadline_ms))
		return true;
	load_next(&session->load, &op);
	if (!note_begin(session, &op))
		return false;
	if (client_connect(&session->client, deadline_ms))
		*ret_outcome = ask(session, &op, &rows);
	good = note_end(session, *ret_outcome, rows);
	if (*ret_outcome == OUTCOME_OK)
		load_learn(
		    &session->load, &op, PQgetvalue(rows, 0, LOAD_VALUE));
	PQclear(rows);
	return good;
}

static int
work(struct session *session)
{
	enum outcome outcome;

	while (!stopping) {
		if (!operate(session, &outcome)) {
			fprintf(stderr, "chaos-client: journal: %s\n",
			    strerror(errno));
			return 1;
		}
		clock_pause_ms(
		    outcome == OUTCOME_OK || session->load.kind == LOAD_WATCH
			? session->pause_ms
			: RETRY_MS);
	}
	return 0;
}

static int
scan_once(struct session *session)
{
	int64_t deadline_ms = clock_now_ms() + session->limit_ms;
	enum outcome outcome = OUTCOME_UNKNOWN;

	session->load.is_final = true;
	session->limit_ms = TRY_MS;
	while (!stopping && outcome != OUTCOME_OK &&
	       clock_now_ms() < deadline_ms) {
		if (!operate(session, &outcome))
			return 1;
		if (outcome != OUTCOME_OK)
			clock_pause_ms(RETRY_MS);
	}
	return outcome != OUTCOME_OK;
}

static int
prepare(struct client *client)
{
	int64_t deadline_ms = clock_now_ms() + PREPARE_MS;

	if (!client_reach(client, deadline_ms)) {
		fprintf(stderr, "chaos-client: %s\n", client->said);
		return 1;
	}
	for (unsigned i = 0; load_table(i) != NULL; i++)
		if (client_write(client, load_table(i), deadline_ms) !=
		    OUTCOME_OK) {
			fprintf(stderr, "chaos-client: %s: %s\n", load_table(i),
			    client->said);
			return 1;
		}
	return 0;
}

static bool
number(const char *text, int64_t *ret_number)
{
	char *end;

	errno = 0;
	*ret_number = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' && end != text && *ret_number >= 0;
}

/* argv behind the connection string: SESSION VIA JOURNAL PAUSE_MS LIMIT_MS */
static int
run(struct session *session, const char *word, char **argv)
{
	bool is_final = strcmp(word, "final") == 0;
	enum load_kind kind;
	int64_t name;

	if (!load_kind_parse(is_final ? "scan" : word, &kind) ||
	    !number(argv[0], &name) || !number(argv[3], &session->pause_ms) ||
	    !number(argv[4], &session->limit_ms))
		return 2;
	load_init(&session->load, kind, (unsigned)name);
	session->journal = diary_open(argv[2]);
	if (session->journal < 0 ||
	    !diary_line(session->journal, "session %s %s", argv[0], argv[1])) {
		perror(argv[2]);
		return 1;
	}
	return is_final ? scan_once(session) : work(session);
}

int
main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = stop };
	struct session session = { 0 };
	struct hosts hosts;
	const char *why;
	int status = 2;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (argc > 2 && !hosts_split(argv[2], &hosts, &why)) {
		fprintf(stderr, "chaos-client: %s\n", why);
		return 2;
	}
	client_init(&session.client, &hosts);
	if (argc == 3 && strcmp(argv[1], "prepare") == 0)
		status = prepare(&session.client);
	else if (argc == 8)
		status = run(&session, argv[1], argv + 3);
	if (status == 2)
		fprintf(stderr, "chaos-client: see the head of main.c\n");
	client_close(&session.client);
	return status;
}
