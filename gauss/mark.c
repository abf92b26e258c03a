/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/mark.h"

#include <inttypes.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauss/session.h"
#include "ocf/why.h"

#define BETWEEN_MARKS_MS 100

#define LOOK_AGAIN_MS 20

/* To be rid of the probe again. */
#define CLEAN_UP_MS 200

/*
 * A restore point is a record that changes nothing.  Only a transaction with a
 * number of its own waits, in all versions.
 */
#define COMMIT "select pg_create_restore_point('gaussha'), txid_current()"

static bool
take_lsn(void *context, const char *const columns[])
{
	return columns[0] != NULL && lsn_parse(columns[0], context);
}

/* The session's own setting stays as it is: observers look at it. */
static bool
write_one(struct session *session, struct moment deadline, struct lsn *ret_lsn,
    struct why *why)
{
	if (session_tell(session, deadline, "begin", why) &&
	    session_tell(session, deadline,
		"set local synchronous_commit = local", why) &&
	    session_ask(session, deadline, COMMIT, 2, take_lsn, ret_lsn, why) &&
	    session_tell(session, deadline, "commit", why))
		return true;
	(void)session_tell(session, deadline, "rollback", NULL);
	return false;
}

static void
pause_until(struct moment end, struct moment deadline)
{
	end = moment_earlier(end, deadline);
	(void)poll(NULL, 0, (int)moment_left_ms(end, moment_now()));
}

bool
mark_write(struct session *session, struct moment deadline, struct lsn *ret_lsn,
    struct why *why)
{
	struct lsn lsn;

	if (!write_one(session, deadline, &lsn, why))
		return false;
	pause_until(moment_after(moment_now(), BETWEEN_MARKS_MS), deadline);
	return write_one(session, deadline, ret_lsn, why);
}

static bool
take_id(void *context, const char *const columns[])
{
	uint64_t *id = context;

	*id = strtoull(columns[0] == NULL ? "0" : columns[0], NULL, 10);
	return *id != 0;
}

/* Of those that wait, one waits for the standbys and the others for its lock.
 */
bool
mark_is_waiting(const char *wait_status, const char *wait_event)
{
	return (wait_status != NULL &&
		   strcmp(wait_status, "wait wal sync") == 0) ||
	       (wait_event != NULL &&
		   strcmp(wait_event, "WalSyncRepWaitLock") == 0);
}

static bool
take_wait(void *context, const char *const columns[])
{
	if (mark_is_waiting(columns[0], columns[1]))
		*(bool *)context = true;
	return true;
}

/* Until the server says that the probe waits, or the probe has returned. */
static bool
watch(struct session *session, struct session *probe, uint64_t id,
    struct moment deadline, bool *ret_waited, struct why *why)
{
	char sql[192];
	bool waits = false;

	snprintf(sql, sizeof(sql),
	    "select wait_status, wait_event from pg_thread_wait_status"
	    " where tid = %" PRIu64,
	    id);
	while (!waits && moment_left_ms(deadline, moment_now()) > 0) {
		struct moment again = moment_after(moment_now(), LOOK_AGAIN_MS);

		if (session_has_answered(
			probe, moment_earlier(again, deadline)))
			break;
		if (!session_ask(
			session, deadline, sql, 2, take_wait, &waits, why))
			return false;
	}
	*ret_waited = waits;
	return true;
}

static void
terminate(struct session *session, uint64_t id, struct moment deadline)
{
	char sql[80];

	snprintf(
	    sql, sizeof(sql), "select pg_terminate_backend(%" PRIu64 ")", id);
	(void)session_tell(session, deadline, sql, NULL);
}

bool
mark_probe(const struct instance *instance, struct session *session,
    struct moment deadline, bool *ret_waited, struct why *why)
{
	struct moment end = moment_after(deadline, -CLEAN_UP_MS);
	enum session_failure failure;
	struct session *probe = session_open(instance, end, &failure, why);
	uint64_t id = 0;
	bool done;

	if (probe == NULL)
		return false;
	done = session_tell(probe, end, "set synchronous_commit = on", why) &&
	       session_ask(probe, end, "select pg_backend_pid()", 1, take_id,
		   &id, why) &&
	       session_send(probe, end, COMMIT, why) &&
	       watch(session, probe, id, end, ret_waited, why);
	if (id != 0)
		terminate(session, id, deadline);
	session_close(probe);
	return done;
}
