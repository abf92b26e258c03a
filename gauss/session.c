/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "gauss/instance.h"
#include "gauss/owner_guise.h"
#include "gauss/replconninfo.h"
#include "gauss/server_words.h"
#include "gauss/session_conninfo.h"
#include "gauss/state_query.h"
#include "ocf/why.h"

/*
 * The server gives up a statement that nobody waits for any more: of the ten
 * connections that it keeps for cm_agent, a hanging one blocks one for ever.
 */
#define OPTIONS "-c xc_maintenance_mode=on -c statement_timeout=5000"

#define SENTENCE_MAX 256

struct session {
	PGconn *conn;
	bool broken;       /* an answer is outstanding, or the link is down */
	bool no_redo;      /* this server cannot tell about its redo */
	char objection[6]; /* SQLSTATE of the last statement's, or "" */
};

/* libpq would print the server's notices on our stderr. */
static void
ignore_notice(void *unused, const char *message)
{
	(void)unused;
	(void)message;
}

/* False at the deadline. */
static bool
await(PGconn *conn, short events, struct moment deadline)
{
	struct pollfd fd = { .fd = PQsocket(conn), .events = events };
	int n;

	do {
		int64_t ms = moment_left_ms(deadline, moment_now());

		if (ms > INT32_MAX)
			ms = INT32_MAX;
		n = poll(&fd, 1, (int)ms);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

struct target {
	const char *key;  /* "host", or "hostaddr" so that nobody is asked */
	const char *host; /* NULL: whatever a connection string says */
	unsigned port;
};

/* Everything is named, so that no PG... variable of the caller counts. */
static PGconn *
begin_connect(const struct instance *instance, const struct target *target)
{
	char port[16];
	const char *const keys[] = { target->key, "port", "user", "dbname",
		"application_name", "options", "sslmode",
		"target_session_attrs", "passfile",
		PQlibVersion() >= 120000 ? "gssencmode" : NULL, NULL };
	const char *const values[] = { target->host, port, instance->owner,
		"postgres", "cm_agent", OPTIONS, "disable", "any",
		"/nonexistent", "disable", NULL };

	snprintf(port, sizeof(port), "%u", target->port);
	return PQconnectStartParams(keys, values, 0);
}

/* The socket's connect() happens here, and only here. */
static PGconn *
begin_connect_as_owner(
    const struct instance *instance, const struct target *target)
{
	struct owner_guise guise;
	PGconn *conn;

	if (!owner_guise_take(instance, &guise))
		return NULL;
	conn = begin_connect(instance, target);
	owner_guise_drop(&guise);
	return conn;
}

static enum session_failure
tell_failure(PGconn *conn, const struct target *target, struct why *why)
{
	char words[SENTENCE_MAX];
	enum session_failure failure =
	    server_words_failure(PQerrorMessage(conn));

	server_words_sentence(PQerrorMessage(conn), words, sizeof(words));
	if (target->host == NULL)
		why_set(why, "%s", words);
	else if (failure == SESSION_REFUSED)
		why_set(why, "nobody listens on %s port %u", target->host,
		    target->port);
	else
		why_set(why, "the database on %s port %u says: %s",
		    target->host, target->port, words);
	return failure;
}

static void
tell_silence(const struct target *target, struct why *why)
{
	if (target->host == NULL)
		why_set(why, "it does not answer");
	else
		why_set(why, "the database on %s port %u does not answer",
		    target->host, target->port);
}

static bool
finish_connect(PGconn *conn, const struct target *target,
    struct moment deadline, enum session_failure *ret_failure, struct why *why)
{
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;

	/* The text of a failure is then the only one that has its SQLSTATE. */
	PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
	PQsetNoticeProcessor(conn, ignore_notice, NULL);
	while (PQstatus(conn) != CONNECTION_BAD && next != PGRES_POLLING_OK &&
	       next != PGRES_POLLING_FAILED) {
		short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;

		if (!await(conn, events, deadline)) {
			tell_silence(target, why);
			*ret_failure = SESSION_NO_ANSWER;
			return false;
		}
		next = PQconnectPoll(conn);
	}
	if (PQstatus(conn) == CONNECTION_OK && PQsetnonblocking(conn, 1) == 0)
		return true;
	*ret_failure = tell_failure(conn, target, why);
	return false;
}

static struct session *
open_target(const struct instance *instance, const struct target *target,
    struct moment deadline, enum session_failure *ret_failure, struct why *why)
{
	struct session *session = calloc(1, sizeof(*session));
	PGconn *conn = begin_connect_as_owner(instance, target);

	if (session == NULL || conn == NULL) {
		why_set(why, "cannot connect as %s: %s", instance->owner,
		    strerror(errno));
		*ret_failure = SESSION_DENIED;
	} else if (finish_connect(conn, target, deadline, ret_failure, why)) {
		session->conn = conn;
		return session;
	}
	PQfinish(conn);
	free(session);
	return NULL;
}

struct session *
session_open(const struct instance *instance, struct moment deadline,
    enum session_failure *ret_failure, struct why *why)
{
	struct target target = { "host", instance->socket_dir, instance->port };

	return open_target(instance, &target, deadline, ret_failure, why);
}

static bool
is_address(const char *host)
{
	struct in6_addr address;

	return inet_pton(AF_INET, host, &address) == 1 ||
	       inet_pton(AF_INET6, host, &address) == 1;
}

struct session *
session_open_peer(const struct instance *instance,
    const struct peer_address *peer, struct moment deadline,
    enum session_failure *ret_failure, struct why *why)
{
	struct target target = { is_address(peer->host) ? "hostaddr" : "host",
		peer->host, peer->port };

	return open_target(instance, &target, deadline, ret_failure, why);
}

/* What the string says overrules what stands before it. */
struct session *
session_open_conninfo(
    const char *conninfo, struct moment deadline, struct why *why)
{
	const char *const keys[] = { "options", "fallback_application_name",
		"dbname", NULL };
	const char *const values[] = { "-c statement_timeout=5000", "gaussha",
		conninfo, NULL };
	struct target target = { .host = NULL };
	struct session *session = calloc(1, sizeof(*session));
	PGconn *conn = PQconnectStartParams(keys, values, 1);
	enum session_failure failure;

	if (session == NULL || conn == NULL)
		why_set(why, "no memory for a connection");
	else if (finish_connect(conn, &target, deadline, &failure, why)) {
		session->conn = conn;
		return session;
	}
	PQfinish(conn);
	free(session);
	return NULL;
}

void
session_close(struct session *session)
{
	if (session == NULL)
		return;
	PQfinish(session->conn);
	free(session);
}

/* All of the statement out, and the first bytes of its answer in. */
static bool
flush(PGconn *conn, struct moment deadline)
{
	int unsent;

	while ((unsent = PQflush(conn)) > 0) {
		if (!await(conn, POLLIN | POLLOUT, deadline) ||
		    !PQconsumeInput(conn))
			return false;
	}
	return unsent == 0;
}

/* The next result, NULL behind the last; false when the link is of no use. */
static bool
next_result(PGconn *conn, struct moment deadline, PGresult **ret_result)
{
	while (PQisBusy(conn))
		if (!await(conn, POLLIN, deadline) || !PQconsumeInput(conn))
			return false;
	*ret_result = PQgetResult(conn);
	return true;
}

/* The one result of a statement.  NULL when the link is of no use any more. */
static PGresult *
exchange(PGconn *conn, const char *sql, struct moment deadline)
{
	PGresult *result = NULL, *more = NULL;

	if (!PQsendQuery(conn, sql) || !flush(conn, deadline) ||
	    !next_result(conn, deadline, &result))
		return NULL;
	while (next_result(conn, deadline, &more)) {
		if (more == NULL)
			return result;
		PQclear(more);
	}
	PQclear(result);
	return NULL;
}

static bool
has_succeeded(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* The caller clears the result.  NULL, with the sentence, on failure. */
static PGresult *
ask(struct session *session, const char *sql, struct moment deadline,
    struct why *why)
{
	char words[SENTENCE_MAX];
	PGresult *result = NULL;
	const char *code;

	session->objection[0] = '\0';
	if (!session->broken)
		result = exchange(session->conn, sql, deadline);
	if (result == NULL) {
		session->broken = true;
		why_set(why, "the database %s",
		    moment_left_ms(deadline, moment_now()) == 0
			? "does not answer in time"
			: "has cut the connection");
		return NULL;
	}
	if (has_succeeded(result))
		return result;
	code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	snprintf(session->objection, sizeof(session->objection), "%s",
	    code == NULL ? "" : code);
	server_words_sentence(
	    PQresultErrorMessage(result), words, sizeof(words));
	why_set(why, "the database says: %s", words);
	PQclear(result);
	return NULL;
}

/*
 * Nothing should come on a connection that owes no answer: the end of it does,
 * when the server goes, or its words before that.
 */
bool
session_is_broken(struct session *session)
{
	if (!session->broken && await(session->conn, POLLIN, moment_now()))
		session->broken = true;
	return session->broken;
}

const char *
session_objection(const struct session *session)
{
	return session->objection;
}

bool
session_tell(struct session *session, struct moment deadline, const char *sql,
    struct why *why)
{
	PGresult *result = ask(session, sql, deadline, why);

	PQclear(result);
	return result != NULL;
}

/* The columns of a row, NULL for null; false unless there are that many. */
static bool
take_row(
    const PGresult *result, int row, const char **ret_columns, int ncolumns)
{
	if (row >= PQntuples(result) || PQnfields(result) != ncolumns)
		return false;
	for (int i = 0; i < ncolumns; i++)
		ret_columns[i] = PQgetisnull(result, row, i)
				     ? NULL
				     : PQgetvalue(result, row, i);
	return true;
}

bool
session_ask(struct session *session, struct moment deadline, const char *sql,
    unsigned ncolumns, session_row *row, void *context, struct why *why)
{
	const char *columns[SESSION_COLUMNS_MAX];
	PGresult *result = ask(session, sql, deadline, why);
	bool understood = ncolumns <= SESSION_COLUMNS_MAX;

	if (result == NULL)
		return false;
	for (int i = 0; understood && i < PQntuples(result); i++)
		understood = take_row(result, i, columns, (int)ncolumns) &&
			     row(context, columns);
	if (!understood)
		why_set(why, "the database's answer is not understood");
	PQclear(result);
	return understood;
}

bool
session_send(struct session *session, struct moment deadline, const char *sql,
    struct why *why)
{
	if (!session->broken && PQsendQuery(session->conn, sql) &&
	    flush(session->conn, deadline))
		return true;
	session->broken = true;
	why_set(why, "the database has cut the connection");
	return false;
}

bool
session_has_answered(struct session *session, struct moment deadline)
{
	PGresult *result;
	bool answered = !session->broken;

	while (answered &&
	       (answered = next_result(session->conn, deadline, &result)) &&
	       result != NULL)
		PQclear(result);
	return answered;
}

/*
 * read_disable_conn_file() fails where replconninfo1 does not begin with
 * localhost and localport (42804), and may be absent (42883): then nothing is
 * known of the redo.  A role that changed in the middle of the statement
 * (55000) is asked for once more.
 */
static bool
may_ask_again(struct session *session)
{
	const char *code = session->objection;

	if (strcmp(code, "55000") == 0)
		return true;
	if (session->no_redo ||
	    (strcmp(code, "42804") != 0 && strcmp(code, "42883") != 0))
		return false;
	session->no_redo = true;
	return true;
}

static PGresult *
ask_state(struct session *session, struct moment deadline, struct why *why)
{
	PGresult *result = NULL;

	for (int tries = 0; result == NULL && tries < 3; tries++) {
		result = ask(
		    session, state_query_sql(!session->no_redo), deadline, why);
		if (result == NULL && !may_ask_again(session))
			break;
	}
	return result;
}

bool
session_state(struct session *session, struct moment deadline,
    struct server_state *ret_state, struct why *why)
{
	PGresult *result = ask_state(session, deadline, why);
	const char *columns[STATE_QUERY_COLUMNS];
	bool complete;

	if (result == NULL)
		return false;
	complete = take_row(result, 0, columns, STATE_QUERY_COLUMNS);
	if (complete)
		state_query_read(columns, ret_state);
	else
		why_set(why, "the database does not tell its role");
	PQclear(result);
	return complete;
}

bool
session_quote(
    struct session *session, const char *text, char *ret_literal, size_t size)
{
	char *literal = PQescapeLiteral(session->conn, text, strlen(text));
	bool fits = literal != NULL && strlen(literal) < size;

	if (fits)
		strcpy(ret_literal, literal);
	PQfreemem(literal);
	return fits;
}
