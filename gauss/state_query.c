/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/state_query.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "gauss/server_words.h"
#include "gauss/session.h"

enum column {
	COLUMN_ROLE,
	COLUMN_DB_STATE,
	COLUMN_DETAIL,
	COLUMN_CONNECTIONS,
	COLUMN_TERM,
	COLUMN_REPLAYED,
	COLUMN_CURRENT,
	COLUMN_FLUSHED,
	COLUMN_CHANNEL,
	COLUMN_REDO_FINISHED,
};

/*
 * One statement, so that one round trip answers all.  What it rests on:
 * - pg_stat_get_wal_receiver() has a row only while a stream is up, and tells
 *   then what is on disk.  pg_last_xlog_receive_location() is null without a
 *   stream, and gs_get_recv_locations(), which is not, is absent from 5.0 and
 *   5.1 and reads all WAL files on a standby that never streamed.
 * - Without a stream the WAL ends where the replay ends, once the server says
 *   that it came to the end: redo_finished.  It says so again and again while
 *   it looks for a primary, with gaps when it tries to connect to one.
 * - pg_current_xlog_location() is an error on a standby.
 */
/* clang-format off */
#define SELECT \
	"select s.local_role, s.db_state, s.detail_information," \
	" s.static_connections, p.term, p.lsn," \
	" case when pg_is_in_recovery() then null" \
	" else pg_current_xlog_location() end," \
	" w.receiver_flush_location, w.channel, "
#define REDO \
	"case when pg_is_in_recovery() then" \
	" (select redo_finished from read_disable_conn_file()) end"
#define FROM \
	" from pg_stat_get_stream_replications() s" \
	" cross join pg_last_xlog_replay_location() p" \
	" left join pg_stat_get_wal_receiver() w on true"
/* clang-format on */

const char *
state_query_sql(bool with_redo)
{
	return with_redo ? SELECT REDO FROM : SELECT "null" FROM;
}

static struct lsn
lsn_of(const char *text)
{
	struct lsn lsn = { 0 };

	if (text != NULL)
		(void)lsn_parse(text, &lsn);
	return lsn;
}

static const char *
or_nothing(const char *text)
{
	return text == NULL ? "" : text;
}

/* The primary's own end; a standby's is on disk or, where it came from a build
 * or an archive, replayed only. */
static struct lsn
end_of_wal(struct lsn current, struct lsn flushed, struct lsn replayed)
{
	/* A promoted primary still tells how far it had replayed. */
	if (current.bytes != 0)
		return current;
	return lsn_cmp(flushed, replayed) < 0 ? replayed : flushed;
}

void
state_query_read(const char *const columns[STATE_QUERY_COLUMNS],
    struct server_state *ret_state)
{
	struct lsn current = lsn_of(columns[COLUMN_CURRENT]),
		   replayed = lsn_of(columns[COLUMN_REPLAYED]),
		   flushed = lsn_of(columns[COLUMN_FLUSHED]);

	ret_state->role = role_parse(columns[COLUMN_ROLE]);
	ret_state->db_state = db_state_parse(columns[COLUMN_DB_STATE]);
	ret_state->detail = detail_parse(columns[COLUMN_DETAIL]);
	ret_state->connections = atoi(or_nothing(columns[COLUMN_CONNECTIONS]));
	ret_state->term = strtoull(or_nothing(columns[COLUMN_TERM]), NULL, 10);
	ret_state->lsn = end_of_wal(current, flushed, replayed);
	ret_state->receiving = columns[COLUMN_CHANNEL] != NULL;
	if (ret_state->receiving)
		ret_state->replayed_all = lsn_cmp(replayed, flushed) >= 0;
	else
		ret_state->replayed_all =
		    strcmp(or_nothing(columns[COLUMN_REDO_FINISHED]), "true") ==
		    0;
	server_words_upstream(
	    or_nothing(columns[COLUMN_CHANNEL]), ret_state->upstream);
}
