/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/overruled.h"

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cpg/keeper/database.h"
#include "ocf/log.h"

/* A grant that ended without a primary is followed by one to the incumbent. */
#define DWELL_MS 1000
/* What an immediate stop takes. */
#define QUIT_MS 5000

uint64_t
overruled_fork(const struct database *database, uint64_t term)
{
	const struct history *history = &database->history;

	for (unsigned i = 0; i < history->n; i++)
		if (history->entries[i].term > term)
			return history->entries[i].lsn.bytes;
	return 0;
}

static bool
somebody_has_a_grant(const struct database *database, struct moment now)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && report->has_grant)
			return true;
	}
	return candidacy_state_has_grant(database);
}

static bool
is_overruled(const struct database *database, struct moment now)
{
	const struct record *record = view_record(&database->view);
	struct member data = database_data(database);

	return record != NULL && record->primary.node != 0 &&
	       observer_sees_primary(database) &&
	       record->term > database->observer.seen.state.term &&
	       !record_is_primary(record, &data) &&
	       !somebody_has_a_grant(database, now);
}

/* The commits that are given up, while they can still be looked at. */
static void
tell(const struct database *database)
{
	const struct record *record = view_record(&database->view);
	const struct server_state *state = &database->observer.seen.state;
	struct lsn fork = { overruled_fork(database, state->term) };
	char from[LSN_TEXT_MAX], to[LSN_TEXT_MAX];

	log_error("%s: this node runs as a primary by term %llu, but %s is the "
		  "primary by term %llu: it is ended",
	    database->name, (unsigned long long)state->term,
	    board_name(&database->board, record->primary.node),
	    (unsigned long long)record->term);
	if (fork.bytes != 0 && fork.bytes < state->lsn.bytes)
		log_error("%s: its log from %s to %s is in no other node's",
		    database->name, lsn_text(fork, from),
		    lsn_text(state->lsn, to));
}

/* The descriptor is that process's and no other's. */
static void
send_signal(struct database *database, int number)
{
	log_error("%s: Pacemaker has not ended the overruled primary: process "
		  "%d gets signal %d",
	    database->name, (int)database->observer.pid, number);
	if (syscall(SYS_pidfd_send_signal, database->observer.pid_fd, number,
		NULL, 0) != 0)
		log_error("%s: it could not be sent", database->name);
}

static void
act(struct database *database, struct moment now)
{
	struct overruled *overruled = &database->overruled;
	int64_t ms = moment_between_ms(overruled->since, now);
	int64_t patience =
	    (int64_t)database->registration.double_primary_s * 1000;

	if (ms >= DWELL_MS && !overruled->is_told) {
		overruled->is_told = true;
		tell(database);
	}
	if (patience == 0 || ms < patience + DWELL_MS)
		return;
	if (!overruled->is_quit) {
		overruled->is_quit = true;
		send_signal(database, SIGQUIT);
	} else if (!overruled->is_killed &&
		   ms >= patience + DWELL_MS + QUIT_MS) {
		overruled->is_killed = true;
		send_signal(database, SIGKILL);
	}
}

void
overruled_review(struct database *database, struct moment now)
{
	struct overruled *overruled = &database->overruled;

	if (!is_overruled(database, now)) {
		memset(overruled, 0, sizeof(*overruled));
		return;
	}
	if (!overruled->is_seen)
		*overruled =
		    (struct overruled){ .is_seen = true, .since = now };
	act(database, now);
}

bool
overruled_is(const struct database *database)
{
	return database->overruled.is_told;
}
