/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "receiver.h"

#include <libpq-fe.h>
#include <netdb.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "access/xlog.h"
#include "access/xlogrecovery.h"
#include "common/username.h"
#include "miscadmin.h"
#include "replication/walreceiver.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "board.h"
#include "probe.h"
#include "settings.h"

#define IDLE_MS 10000

/* The beginning of libpqwalreceiver's own struct: it takes ours for its. */
struct connection {
	PGconn *stream;
	bool logical;
	char *buffer;
};

static WalReceiverFunctionsType *libpq_functions;
static WalReceiverFunctionsType functions;
static char slot_name[NAMEDATALEN];

static void
forget_stream(int code, Datum arg)
{
	(void)code;
	(void)arg;
	board->streaming = false;
	board->connecting = false;
}

/* Waits for the connection's socket; false when the time is up. */
static bool
await_socket(PGconn *conn, int events, TimestampTz deadline)
{
	long left =
	    TimestampDifferenceMilliseconds(GetCurrentTimestamp(), deadline);
	int happened;

	if (left <= 0)
		return false;
	happened = WaitLatchOrSocket(MyLatch,
	    WL_EXIT_ON_PM_DEATH | WL_LATCH_SET | WL_TIMEOUT | events,
	    PQsocket(conn), left, WAIT_EVENT_LIBPQWALRECEIVER_CONNECT);
	if (happened & WL_LATCH_SET) {
		ResetLatch(MyLatch);
		ProcessWalRcvInterrupts();
	}
	return !(happened & WL_TIMEOUT);
}

static PGconn *
open_connection(const struct peer *peer, const char *range)
{
	char port[16], options[128], user[NAMEDATALEN];
	const char *words[] = { "host", "port", "user", "dbname", "replication",
		"application_name", "options", NULL };
	const char *values[] = { peer->host, port, user, "replication", "true",
		settings_standby_name(), options, NULL };
	TimestampTz deadline = TimestampTzPlusMilliseconds(
	    GetCurrentTimestamp(), settings_connect_timeout_s * 1000L);
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;
	PGconn *conn;

	snprintf(port, sizeof(port), "%d", peer->port);
	snprintf(user, sizeof(user), "%s", get_user_name_or_exit("gaussdb"));
	snprintf(options, sizeof(options), "-c gaussface.wal=%s", range);
	conn = PQconnectStartParams(words, values, 0);
	while (conn != NULL && PQstatus(conn) != CONNECTION_BAD) {
		if (!await_socket(conn,
			status == PGRES_POLLING_READING ? WL_SOCKET_READABLE
							: WL_SOCKET_WRITEABLE,
			deadline))
			break;
		status = PQconnectPoll(conn);
		if (status == PGRES_POLLING_OK)
			return conn;
		if (status == PGRES_POLLING_FAILED)
			break;
	}
	PQfinish(conn);
	return NULL;
}

/* One field of what a replication command answers, "" for nothing. */
static void
ask(PGconn *conn, const char *command, int field, char *ret_answer, size_t size)
{
	TimestampTz deadline = TimestampTzPlusMilliseconds(
	    GetCurrentTimestamp(), settings_connect_timeout_s * 1000L);
	PGresult *result;

	ret_answer[0] = '\0';
	if (!PQsendQuery(conn, command))
		return;
	while (PQisBusy(conn)) {
		if (!await_socket(conn, WL_SOCKET_READABLE, deadline) ||
		    !PQconsumeInput(conn))
			return;
	}
	while ((result = PQgetResult(conn)) != NULL) {
		if (PQresultStatus(result) == PGRES_TUPLES_OK &&
		    PQntuples(result) == 1)
			snprintf(ret_answer, size, "%s",
			    PQgetvalue(result, 0, field));
		PQclear(result);
	}
}

static void
give_up(enum face_reason reason, const char *text)
{
	board->reason = reason;
	ereport(LOG, (errmsg("walreceiver gives up: %s", text)));
}

static bool
peer_fits(enum face_role role, uint64 term, uint64 system_id)
{
	enum face_role wanted =
	    board->role == FACE_CASCADE ? FACE_STANDBY : FACE_PRIMARY;

	if (role != wanted && !(wanted == FACE_PRIMARY && role == FACE_NORMAL))
		return false;
	if (term < board->term) {
		ereport(
		    LOG, (errmsg("the primary's term %llu is smaller than the "
				 "local one %llu",
			     (unsigned long long)term,
			     (unsigned long long)board->term)));
		return false;
	}
	if (system_id != GetSystemIdentifier()) {
		give_up(REASON_SYSTEM_ID, "another system identifier");
		return false;
	}
	return true;
}

/* Is the own WAL a beginning of the peer's? */
static bool
wal_fits(PGconn *conn, XLogRecPtr start, XLogRecPtr end)
{
	char theirs[64], own[64];
	uint32 crc;

	if (!probe_crc(start, end, &crc))
		return true; /* nothing to compare: a fresh build */
	ask(conn, "SHOW gaussface.wal", 0, theirs, sizeof(theirs));
	if (theirs[0] == '\0')
		return false;
	snprintf(own, sizeof(own), "%08X", crc);
	if (strcmp(own, theirs) == 0)
		return true;
	give_up(REASON_WAL_SEGMENT, theirs);
	return false;
}

/* The slot keeps WAL for this standby; one that lost its WAL is of no use. */
static void
make_slot(PGconn *conn, const struct peer *peer)
{
	char command[NAMEDATALEN + 64], answer[NAMEDATALEN];

	settings_slot_name(peer, slot_name, sizeof(slot_name));
	snprintf(command, sizeof(command), "READ_REPLICATION_SLOT \"%s\"",
	    slot_name);
	ask(conn, command, 0, answer, sizeof(answer));
	if (answer[0] != '\0') {
		ask(conn, command, 1, answer, sizeof(answer));
		if (answer[0] != '\0')
			return;
		snprintf(command, sizeof(command),
		    "DROP_REPLICATION_SLOT \"%s\"", slot_name);
		ask(conn, command, 0, answer, sizeof(answer));
	}
	snprintf(command, sizeof(command),
	    "CREATE_REPLICATION_SLOT \"%s\" PHYSICAL RESERVE_WAL", slot_name);
	ask(conn, command, 0, answer, sizeof(answer));
}

static void
address_of(bool own, PGconn *conn, char *host, int *port)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	char name[FACE_HOST_MAX] = "", service[16] = "0";
	int fd = PQsocket(conn);

	if ((own ? getsockname(fd, (struct sockaddr *)&address, &size)
		 : getpeername(fd, (struct sockaddr *)&address, &size)) == 0)
		getnameinfo((struct sockaddr *)&address, size, name,
		    sizeof(name), service, sizeof(service),
		    NI_NUMERICHOST | NI_NUMERICSERV);
	SpinLockAcquire(&board->mutex);
	strlcpy(host, name, FACE_HOST_MAX);
	*port = atoi(service);
	SpinLockRelease(&board->mutex);
}

/* A connection that may stream, or NULL. */
static PGconn *
try_peer(const struct peer *peer)
{
	XLogRecPtr end = GetXLogReplayRecPtr(NULL);
	XLogRecPtr start = end == 0 ? 0 : probe_start_of(end);
	char range[64], answer[128];
	uint64 term, system_id;
	PGconn *conn;
	int role;

	snprintf(range, sizeof(range), "%X/%X,%X/%X", LSN_FORMAT_ARGS(start),
	    LSN_FORMAT_ARGS(end));
	conn = open_connection(peer, range);
	if (conn == NULL)
		return NULL;
	ask(conn, "SHOW gaussface.identity", 0, answer, sizeof(answer));
	if (sscanf(answer, "%d " UINT64_FORMAT " " UINT64_FORMAT, &role, &term,
		&system_id) != 3 ||
	    !peer_fits((enum face_role)role, term, system_id) ||
	    (end != 0 && !wal_fits(conn, start, end))) {
		PQfinish(conn);
		return NULL;
	}
	slot_name[0] = '\0';
	if (role == FACE_PRIMARY)
		make_slot(conn, peer);
	board_adopt_term(term);
	board->peer_role = (enum face_role)role;
	address_of(true, conn, board->local_host, &board->local_port);
	address_of(false, conn, board->peer_host, &board->peer_port);
	return conn;
}

/* Goes round replconninfo once, from the one that was in use last. */
static PGconn *
try_peers(void)
{
	struct peer peer = { .port = 0 };
	PGconn *conn;

	if (board->conn_mode == CONN_PROHIBIT)
		return NULL;
	if (board->conn_mode == CONN_SPECIFY) {
		strlcpy(peer.host, board->conn_host, sizeof(peer.host));
		peer.port = board->conn_port;
		return try_peer(&peer);
	}
	for (int i = 0; i < PEERS_MAX; i++) {
		int index = (board->peer_index - 1 + i) % PEERS_MAX + 1;

		if (!settings_peer(index, &peer))
			continue;
		conn = try_peer(&peer);
		if (conn != NULL) {
			board->peer_index = index;
			return conn;
		}
		if (board->reason != REASON_NONE)
			return NULL;
	}
	return NULL;
}

/* PostgreSQL asks again and again; there is no use in it any more. */
static void
idle(void)
{
	TimestampTz end =
	    TimestampTzPlusMilliseconds(GetCurrentTimestamp(), IDLE_MS);

	while (board->reason != REASON_NONE && GetCurrentTimestamp() < end) {
		(void)WaitLatch(MyLatch,
		    WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 100,
		    WAIT_EVENT_LIBPQWALRECEIVER_CONNECT);
		ResetLatch(MyLatch);
		ProcessWalRcvInterrupts();
	}
}

static WalReceiverConn *
connect_to_peer(
    const char *conninfo, bool logical, const char *appname, char **err)
{
	struct connection *connection;
	PGconn *conn = NULL;

	if (logical)
		return (libpq_functions->walrcv_connect)(
		    conninfo, logical, appname, err);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	before_shmem_exit(forget_stream, 0);
	/* A receiver is only asked for when pg_wal has no more. */
	board->exhausted = true;
	if (board->role != FACE_PENDING && board->reason == REASON_NONE &&
	    !board->promoting) {
		board->connecting = true;
		conn = try_peers();
	}
	if (conn == NULL) {
		idle();
		*err = pstrdup("no peer to stream from");
		return NULL;
	}
	connection = palloc0(sizeof(*connection));
	connection->stream = conn;
	return (WalReceiverConn *)connection;
}

static bool
start_streaming(WalReceiverConn *conn, const WalRcvStreamOptions *options)
{
	WalRcvStreamOptions own = *options;
	bool started = false;

	if (options->logical)
		return (libpq_functions->walrcv_startstreaming)(conn, options);
	own.slotname = slot_name[0] ? slot_name : NULL;
	PG_TRY();
	{
		started = (libpq_functions->walrcv_startstreaming)(conn, &own);
	}
	PG_CATCH();
	{
		MemoryContext old = MemoryContextSwitchTo(TopMemoryContext);
		ErrorData *error = CopyErrorData();

		MemoryContextSwitchTo(old);
		if (strstr(error->message, "already been removed") != NULL ||
		    strstr(error->message, "invalidated") != NULL)
			give_up(REASON_WAL_SEGMENT, error->message);
		PG_RE_THROW();
	}
	PG_END_TRY();
	board->streaming = started;
	board->exhausted = !started;
	board->connecting = false;
	return started;
}

/* No timeline follows another: look for a peer anew. */
static void
end_streaming(WalReceiverConn *conn, TimeLineID *next_tli)
{
	(libpq_functions->walrcv_endstreaming)(conn, next_tli);
	if (!((struct connection *)conn)->logical)
		ereport(ERROR, (errmsg("the peer ended the stream")));
}

void
receiver_init(void)
{
	libpq_functions = WalReceiverFunctions;
	functions = *libpq_functions;
	functions.walrcv_connect = connect_to_peer;
	functions.walrcv_startstreaming = start_streaming;
	functions.walrcv_endstreaming = end_streaming;
	WalReceiverFunctions = &functions;
}

void
receiver_restart(void)
{
	pid_t pid;

	SpinLockAcquire(&WalRcv->mutex);
	pid = WalRcv->pid;
	SpinLockRelease(&WalRcv->mutex);
	if (pid != 0)
		kill(pid, SIGTERM);
}
