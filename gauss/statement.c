/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/statement.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauss/session.h"

#define US_OF(when) "(extract(epoch from " when ") * 1000000)::int8"

static bool
take_number(void *context, const char *const columns[])
{
	if (columns[0] == NULL)
		return false;
	*(int64_t *)context = strtoll(columns[0], NULL, 10);
	return true;
}

bool
statement_clock(struct session *session, struct moment deadline,
    int64_t *ret_us, struct why *why)
{
	return session_ask(session, deadline,
	    "select " US_OF("clock_timestamp()"), 1, take_number, ret_us, why);
}

/*
 * The server's own threads have no client port, walsenders commit nothing; both
 * call themselves active for ever.
 */
bool
statement_is_old(struct session *session, struct moment deadline,
    int64_t since_us, bool *ret_is_old, struct why *why)
{
	char sql[640];
	int64_t n = 0;

	snprintf(sql, sizeof(sql),
	    "select count(*) from pg_stat_activity a"
	    " where client_port is not null and pid <> pg_backend_pid()"
	    " and not exists (select 1 from pg_stat_replication r"
	    " where r.pid = a.pid)"
	    " and coalesce(state, '') not in ('idle', 'idle in transaction',"
	    " 'idle in transaction (aborted)')"
	    " and (query_start is null or query_start > clock_timestamp()"
	    " or " US_OF("query_start") " < %" PRId64 ")",
	    since_us);
	if (!session_ask(session, deadline, sql, 1, take_number, &n, why))
		return false;
	*ret_is_old = n > 0;
	return true;
}
