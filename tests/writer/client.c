/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/client.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "tests/writer/clock.h"

#define HOST_LIMIT_MS  2000
#define REACH_PAUSE_MS 50

void
client_init(struct client *client, const struct hosts *hosts)
{
	memset(client, 0, sizeof(*client));
	client->hosts = hosts;
}

void
client_close(struct client *client)
{
	if (client->conn != NULL)
		PQfinish(client->conn);
	client->conn = NULL;
}

/* Whoever did not serve us is asked again after all the others. */
static void
give_up(struct client *client)
{
	client_close(client);
	client->at = (client->at + 1) % client->hosts->n;
}

static void
say(struct client *client, const char *text)
{
	snprintf(client->said, sizeof(client->said), "%s", text);
}

/* A warning may be all that tells a commit apart from a commit on paper. */
static void
hear_notice(void *arg, const PGresult *notice)
{
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY);
	const char *text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
	struct client *client = arg;

	if (severity == NULL || strcmp(severity, "WARNING") != 0)
		return;
	client->warned = true;
	say(client, text ? text : "a warning without words");
}

/* False at the deadline, or when there is nothing to wait for. */
static bool
wait_for(struct client *client, short events, int64_t deadline_ms)
{
	struct pollfd wait = { PQsocket(client->conn), events, 0 };
	int64_t left = deadline_ms - clock_now_ms();
	int ready;

	if (wait.fd < 0)
		return false;
	do {
		ready = poll(&wait, 1, left > 0 ? (int)left : 0);
		left = deadline_ms - clock_now_ms();
	} while (ready < 0 && errno == EINTR);
	return ready > 0;
}

/* libpq says what to wait for until it is connected or has failed. */
static bool
shake_hands(struct client *client, int64_t deadline_ms)
{
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;

	while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
		short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;

		if (!wait_for(client, events, deadline_ms)) {
			say(client, "no connection before the deadline");
			return false;
		}
		next = PQconnectPoll(client->conn);
	}
	if (next != PGRES_POLLING_OK)
		say(client, PQerrorMessage(client->conn));
	return next == PGRES_POLLING_OK;
}

bool
client_connect(struct client *client, int64_t deadline_ms)
{
	if (client->conn != NULL)
		return true;
	say(client, "");
	client->conn = PQconnectStart(client->hosts->conninfo[client->at]);
	if (client->conn != NULL && PQstatus(client->conn) != CONNECTION_BAD &&
	    shake_hands(client, deadline_ms) &&
	    PQsetnonblocking(client->conn, 1) == 0) {
		PQsetNoticeReceiver(client->conn, hear_notice, client);
		return true;
	}
	if (PQstatus(client->conn) == CONNECTION_BAD && !client->said[0])
		say(client, PQerrorMessage(client->conn));
	give_up(client);
	return false;
}

bool
client_reach(struct client *client, int64_t deadline_ms)
{
	for (;;) {
		int64_t now_ms = clock_now_ms();
		int64_t limit_ms = now_ms + HOST_LIMIT_MS;

		if (client_connect(client,
			limit_ms < deadline_ms ? limit_ms : deadline_ms))
			return true;
		if (now_ms >= deadline_ms)
			return false;
		clock_pause_ms(REACH_PAUSE_MS);
	}
}

/* NULL at the deadline (*ret_timed_out) or after the last result. */
static PGresult *
next_result(struct client *client, int64_t deadline_ms, bool *ret_timed_out)
{
	*ret_timed_out = false;
	while (PQisBusy(client->conn)) {
		short events =
		    PQflush(client->conn) > 0 ? POLLIN | POLLOUT : POLLIN;

		if (!wait_for(client, events, deadline_ms)) {
			*ret_timed_out = true;
			return NULL;
		}
		if (!PQconsumeInput(client->conn))
			break;
	}
	return PQgetResult(client->conn);
}

/*
 * An error that left the session alive aborted the statement.  One that ended
 * the session, or that libpq made up because the connection broke, says
 * nothing of a commit that may have happened before.
 */
static bool
is_refusal(const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY);

	return PQresultErrorField(result, PG_DIAG_SQLSTATE) != NULL &&
	       severity != NULL && strcmp(severity, "ERROR") == 0;
}

static enum outcome
judge_result(struct client *client, const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (client->warned)
		return OUTCOME_UNKNOWN;
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return OUTCOME_OK;
	say(client, PQresultErrorMessage(result));
	return is_refusal(result) ? OUTCOME_FAILED : OUTCOME_UNKNOWN;
}

enum outcome
client_ask(struct client *client, const char *statement, int64_t deadline_ms,
    PGresult **ret_rows)
{
	enum outcome outcome = OUTCOME_UNKNOWN;
	bool timed_out;
	PGresult *result;

	*ret_rows = NULL;
	client->warned = false;
	say(client, "");
	/* Never sent as a whole, and a part of a statement is not executed. */
	if (!PQsendQuery(client->conn, statement)) {
		say(client, PQerrorMessage(client->conn));
		give_up(client);
		return OUTCOME_FAILED;
	}
	while ((result = next_result(client, deadline_ms, &timed_out))) {
		/* An answer once given stands, though the line broke after. */
		if (*ret_rows != NULL) {
			PQclear(result);
			continue;
		}
		outcome = judge_result(client, result);
		*ret_rows = result;
	}
	if (*ret_rows == NULL)
		say(client, timed_out ? "no answer before the deadline"
				      : "the connection broke");
	if (client->warned)
		outcome = OUTCOME_UNKNOWN;
	if (outcome != OUTCOME_OK || timed_out ||
	    PQstatus(client->conn) == CONNECTION_BAD)
		give_up(client);
	return outcome;
}

enum outcome
client_write(struct client *client, const char *statement, int64_t deadline_ms)
{
	PGresult *rows;
	enum outcome outcome =
	    client_ask(client, statement, deadline_ms, &rows);

	PQclear(rows);
	return outcome;
}

PGresult *
client_read(struct client *client, const char *query, int64_t deadline_ms)
{
	PGresult *result = NULL, *more;
	bool timed_out;

	say(client, "");
	if (PQsendQuery(client->conn, query))
		result = next_result(client, deadline_ms, &timed_out);
	while (result != NULL &&
	       (more = next_result(client, deadline_ms, &timed_out)))
		PQclear(more);
	if (PQresultStatus(result) == PGRES_TUPLES_OK ||
	    PQresultStatus(result) == PGRES_COMMAND_OK)
		return result;
	say(client, result ? PQresultErrorMessage(result)
			   : "no answer before the deadline");
	PQclear(result);
	client_close(client);
	return NULL;
}
