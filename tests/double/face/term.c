/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "term.h"

#include <signal.h>
#include <sys/prctl.h>

#include "access/xact.h"
#include "access/xlog.h"
#include "access/xlog_internal.h"
#include "access/xloginsert.h"
#include "miscadmin.h"

#include "board.h"

#define TERM_RMGR 141

static void
redo(XLogReaderState *record)
{
	uint64 term;

	memcpy(&term, XLogRecGetData(record), sizeof(term));
	board_adopt_term(term);
}

static void
describe(StringInfo buf, XLogReaderState *record)
{
	uint64 term;

	memcpy(&term, XLogRecGetData(record), sizeof(term));
	appendStringInfo(buf, "term " UINT64_FORMAT, term);
}

static const char *
identify(uint8 info)
{
	(void)info;
	return "TERM";
}

/* The startup process dies with the postmaster, as a thread would. */
static void
begin_redo(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/*
 * A commit waits until the term is in the WAL.  While it then waits for its
 * standbys, neither a cancel nor a statement timeout ends it: openGauss's
 * waiters can only be terminated.
 */
static void
at_commit(XactEvent event, void *arg)
{
	static bool blocked;
	sigset_t set;

	(void)arg;
	if (board == NULL || MyBackendType != B_BACKEND)
		return;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	if (event == XACT_EVENT_PRE_COMMIT && !RecoveryInProgress() &&
	    TransactionIdIsValid(GetTopTransactionIdIfAny())) {
		while (!board->term_open)
			pg_usleep(1000);
		sigprocmask(SIG_BLOCK, &set, NULL);
		blocked = true;
	} else if (blocked &&
		   (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT)) {
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		blocked = false;
	}
}

void
term_init(void)
{
	static RmgrData rmgr = {
		.rm_name = "gaussdb term",
		.rm_redo = redo,
		.rm_desc = describe,
		.rm_identify = identify,
		.rm_startup = begin_redo,
	};

	RegisterCustomRmgr(TERM_RMGR, &rmgr);
	RegisterXactCallback(at_commit, NULL);
}

void
term_write(void)
{
	uint64 term = board->term;

	XLogBeginInsert();
	XLogRegisterData((char *)&term, sizeof(term));
	XLogFlush(XLogInsert(TERM_RMGR, 0));
	board->term_open = true;
}
