/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions behind openGauss's names in sql/face.sql that need to look
 * into the server.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xlog.h"
#include "access/xlog_internal.h"
#include "access/xlogrecovery.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "postmaster/postmaster.h"
#include "replication/walreceiver.h"
#include "utils/builtins.h"
#include "utils/pg_lsn.h"

#include "board.h"
#include "files.h"
#include "probe.h"
#include "receiver.h"
#include "settings.h"

/* The field is null where text is NULL. */
static Datum
make_row(FunctionCallInfo fcinfo, int nfields, const char *const *texts)
{
	TupleDesc desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE ||
	    desc->natts != nfields)
		elog(ERROR, "the row is another than the function's");
	return HeapTupleGetDatum(BuildTupleFromCStrings(
	    TupleDescGetAttInMetadata(desc), (char **)texts));
}

static char *
lsn_text(XLogRecPtr lsn)
{
	return psprintf("%X/%X", LSN_FORMAT_ARGS(lsn));
}

static void
refuse_in_recovery(void)
{
	if (RecoveryInProgress())
		ereport(ERROR,
		    (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("recovery is in progress"),
			errhint("WAL control functions cannot be executed "
				"during recovery.")));
}

/* local_role, static_connections, db_state, detail_information */
PG_FUNCTION_INFO_V1(face_stream_replications);
Datum
face_stream_replications(PG_FUNCTION_ARGS)
{
	const char *fields[] = { board_role_text(board_role()),
		psprintf("%d", settings_npeers()),
		board_state_text(board_state()), board_detail() };

	return make_row(fcinfo, 4, fields);
}

/* term, lsn */
PG_FUNCTION_INFO_V1(face_replay_location);
Datum
face_replay_location(PG_FUNCTION_ARGS)
{
	XLogRecPtr lsn = GetXLogReplayRecPtr(NULL);
	const char *fields[2];

	if (!RecoveryInProgress())
		board_adopt_term(files_read_term_file());
	fields[0] = lsn == 0 ? "0" : psprintf(UINT64_FORMAT, board->term);
	fields[1] = lsn_text(lsn);
	return make_row(fcinfo, 2, fields);
}

PG_FUNCTION_INFO_V1(face_receive_location);
Datum
face_receive_location(PG_FUNCTION_ARGS)
{
	if (!RecoveryInProgress() || !board->streaming)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(
	    cstring_to_text(lsn_text(GetWalRcvFlushRecPtr(NULL, NULL))));
}

PG_FUNCTION_INFO_V1(face_current_location);
Datum
face_current_location(PG_FUNCTION_ARGS)
{
	refuse_in_recovery();
	PG_RETURN_TEXT_P(cstring_to_text(lsn_text(GetXLogWriteRecPtr())));
}

PG_FUNCTION_INFO_V1(face_insert_location);
Datum
face_insert_location(PG_FUNCTION_ARGS)
{
	refuse_in_recovery();
	PG_RETURN_TEXT_P(cstring_to_text(lsn_text(GetXLogInsertRecPtr())));
}

PG_FUNCTION_INFO_V1(face_flush_location);
Datum
face_flush_location(PG_FUNCTION_ARGS)
{
	if (RecoveryInProgress())
		PG_RETURN_TEXT_P(cstring_to_text("00000000/00000000"));
	PG_RETURN_TEXT_P(cstring_to_text(lsn_text(GetFlushRecPtr(NULL))));
}

PG_FUNCTION_INFO_V1(face_switch_xlog);
Datum
face_switch_xlog(PG_FUNCTION_ARGS)
{
	refuse_in_recovery();
	PG_RETURN_TEXT_P(cstring_to_text(lsn_text(RequestXLogSwitch(false))));
}

/* received_lsn, write_lsn, flush_lsn, replay_lsn */
PG_FUNCTION_INFO_V1(face_recv_locations);
Datum
face_recv_locations(PG_FUNCTION_ARGS)
{
	XLogRecPtr replay = GetXLogReplayRecPtr(NULL);
	XLogRecPtr flush = replay, written = replay;
	const char *fields[4];

	if (!RecoveryInProgress())
		ereport(ERROR,
		    (errmsg("gs_get_recv_locations() can only be executed "
			    "during recovery.")));
	/* The receiver begins at a segment: behind what is there already. */
	flush = Max(flush, GetWalRcvFlushRecPtr(NULL, NULL));
	written = Max(flush, GetWalRcvWriteRecPtr());
	fields[0] = fields[1] = lsn_text(written);
	fields[2] = lsn_text(flush);
	fields[3] = lsn_text(replay);
	return make_row(fcinfo, 4, fields);
}

/*
 * receiver_pid ... channel, sixteen fields less what SQL adds: pid, local
 * role, peer role, sent, received, flushed, replayed, channel.
 */
PG_FUNCTION_INFO_V1(face_wal_receiver);
Datum
face_wal_receiver(PG_FUNCTION_ARGS)
{
	XLogRecPtr replay = GetXLogReplayRecPtr(NULL);
	XLogRecPtr flush = GetWalRcvFlushRecPtr(NULL, NULL);
	XLogRecPtr sent;
	char channel[2 * FACE_HOST_MAX + 32];
	const char *fields[8];
	pid_t pid;

	SpinLockAcquire(&WalRcv->mutex);
	pid = WalRcv->pid;
	sent = WalRcv->latestWalEnd;
	SpinLockRelease(&WalRcv->mutex);
	if (!RecoveryInProgress() || !board->streaming || pid == 0)
		PG_RETURN_NULL();
	flush = Max(flush, replay);
	board_channel(channel, sizeof(channel));
	fields[0] = psprintf("%d", pid);
	fields[1] = board_role_text(board_role());
	fields[2] = board_role_text(board->peer_role);
	fields[3] = lsn_text(Max(sent, flush));
	fields[4] = lsn_text(Max(flush, GetWalRcvWriteRecPtr()));
	fields[5] = lsn_text(flush);
	fields[6] = lsn_text(replay);
	fields[7] = channel;
	return make_row(fcinfo, 8, fields);
}

/* Follow nobody: only when no stream is left and all of it is replayed. */
static void
prohibit(void)
{
	if (board->streaming || !board->exhausted)
		ereport(ERROR,
		    (errmsg("could not add lock when DN is not redo all xlog, "
			    "redo done flag is false")));
	board->conn_mode = CONN_PROHIBIT;
}

PG_FUNCTION_INFO_V1(face_disable_conn);
Datum
face_disable_conn(PG_FUNCTION_ARGS)
{
	const char *mode = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const char *host = text_to_cstring(PG_GETARG_TEXT_PP(1));

	if (!superuser())
		ereport(ERROR,
		    (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("must be system admin to disable_conn.")));
	if (strcmp(mode, "prohibit_connection") == 0) {
		prohibit();
	} else if (strcmp(mode, "specify_connection") == 0) {
		SpinLockAcquire(&board->mutex);
		strlcpy(board->conn_host, host, sizeof(board->conn_host));
		board->conn_port = PG_GETARG_INT32(2);
		board->conn_mode = CONN_SPECIFY;
		SpinLockRelease(&board->mutex);
		receiver_restart();
	} else if (strcmp(mode, "polling_connection") == 0) {
		board->conn_mode = CONN_POLLING;
	} else {
		ereport(
		    ERROR, (errmsg("invalid disable_conn mode \"%s\"", mode)));
	}
	if (!files_write_disable_conn(board))
		ereport(
		    ERROR, (errmsg("could not write \"disable_conn_file\"")));
	PG_RETURN_VOID();
}

/* disconn_mode, disconn_host, disconn_port, local_host, local_port,
 * redo_finished */
PG_FUNCTION_INFO_V1(face_read_disable_conn);
Datum
face_read_disable_conn(PG_FUNCTION_ARGS)
{
	static const char *const modes[] = { "polling_connection",
		"specify_connection", "prohibit_connection" };
	struct peer peer;
	const char *fields[6];

	if (!settings_peer(1, &peer))
		ereport(ERROR, (errmsg("Can't get local connection address.")));
	fields[0] = modes[board->conn_mode];
	fields[1] = board->conn_mode == CONN_SPECIFY ? board->conn_host : "";
	fields[2] = psprintf(
	    "%d", board->conn_mode == CONN_SPECIFY ? board->conn_port : 0);
	fields[3] = peer.local_host;
	fields[4] = psprintf("%d", peer.local_port);
	fields[5] = !board->streaming && board->exhausted ? "true" : "false";
	return make_row(fcinfo, 6, fields);
}

/* "host:port" of this side of a stream to the peer. */
PG_FUNCTION_INFO_V1(face_own_address);
Datum
face_own_address(PG_FUNCTION_ARGS)
{
	const char *remote = text_to_cstring(PG_GETARG_TEXT_PP(0));
	struct peer peer;

	for (int i = 1; i <= PEERS_MAX; i++)
		if (settings_peer(i, &peer) && strcmp(peer.host, remote) == 0)
			PG_RETURN_TEXT_P(cstring_to_text(psprintf(
			    "%s:%d", peer.local_host, peer.local_port)));
	PG_RETURN_TEXT_P(
	    cstring_to_text(psprintf("127.0.0.1:%d", PostPortNumber + 1)));
}

PG_FUNCTION_INFO_V1(face_local_role);
Datum
face_local_role(PG_FUNCTION_ARGS)
{
	(void)fcinfo;
	PG_RETURN_TEXT_P(cstring_to_text(board_role_text(board_role())));
}
