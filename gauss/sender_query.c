/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/sender_query.h"

#include <stdio.h>

#include "gauss/server_words.h"
#include "gauss/session.h"

enum column {
	COLUMN_NAME,
	COLUMN_ADDRESS,
	COLUMN_STATE,
	COLUMN_SYNC_STATE,
	COLUMN_SENT,
	COLUMN_FLUSHED,
	COLUMN_REPLAYED,
};

/*
 * Not pg_stat_get_wal_senders(): it has no application_name, the one name by
 * which synchronous_standby_names knows a standby.
 */
const char *
sender_query_sql(void)
{
	return "select application_name, client_addr, state, sync_state,"
	       " sender_sent_location, receiver_flush_location,"
	       " receiver_replay_location from pg_stat_replication";
}

static struct lsn
lsn_of(const char *text)
{
	struct lsn lsn = { 0 };

	if (text != NULL)
		(void)lsn_parse(text, &lsn);
	return lsn;
}

static void
copy(const char *text, char *buf, size_t size)
{
	snprintf(buf, size, "%s", text == NULL ? "" : text);
}

bool
sender_query_read(
    const char *const columns[SENDER_QUERY_COLUMNS], struct sender *ret_sender)
{
	if (columns[COLUMN_NAME] == NULL ||
	    !server_words_standby(columns[COLUMN_NAME], ret_sender->name))
		return false;
	copy(columns[COLUMN_ADDRESS], ret_sender->address,
	    sizeof(ret_sender->address));
	copy(columns[COLUMN_STATE], ret_sender->state,
	    sizeof(ret_sender->state));
	copy(columns[COLUMN_SYNC_STATE], ret_sender->sync_state,
	    sizeof(ret_sender->sync_state));
	ret_sender->sent = lsn_of(columns[COLUMN_SENT]);
	ret_sender->flushed = lsn_of(columns[COLUMN_FLUSHED]);
	ret_sender->replayed = lsn_of(columns[COLUMN_REPLAYED]);
	return true;
}
