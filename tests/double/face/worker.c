/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "worker.h"

#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "access/xlog.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "postmaster/postmaster.h"
#include "replication/walsender.h"
#include "replication/walsender_private.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/procsignal.h"
#include "storage/spin.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/wait_event.h"

#include "board.h"
#include "files.h"
#include "interpose.h"
#include "receiver.h"
#include "settings.h"
#include "standalone.h"
#include "switchover.h"
#include "term.h"

#define TICK_MS 250

static uint64 term_written;

/* True, and the file is gone, where gs_ctl left it. */
static bool
take_file(const char *path)
{
	if (access(path, F_OK) != 0)
		return false;
	unlink(path);
	return true;
}

static void
promote(void)
{
	board_adopt_term(files_read_term_file());
	board->wait_promoting = false;
	board->promoting = true;
	board->promote_signal = true;
	files_write_state();
	kill(PostmasterPid, SIGUSR1);
}

static void
become(enum face_role role)
{
	ereport(LOG, (errmsg("becomes %s", board_role_text(role))));
	board->role = role;
	board->reason = REASON_NONE;
	if (role == FACE_STANDBY)
		files_write_opts("standby");
	receiver_restart();
}

/* gs_ctl failover; without a peer in the configuration nothing happens. */
static void
carry_out_failover(void)
{
	if (access("failover", F_OK) != 0 || !RecoveryInProgress() ||
	    settings_npeers() == 0 || board->role == FACE_PENDING)
		return;
	unlink("failover");
	if (board->role == FACE_CASCADE)
		become(FACE_STANDBY);
	else if (!board->promoting)
		promote();
}

/* gs_ctl notify, to one that waits to be told. */
static void
carry_out_notify(void)
{
	if (take_file("primary") && board->role == FACE_PENDING) {
		board->role = FACE_STANDBY;
		promote();
	}
	if (take_file("standby") && board->role == FACE_PENDING)
		become(FACE_STANDBY);
	if (take_file("cascade_standby") && board->role == FACE_PENDING)
		become(FACE_CASCADE);
}

/* A cascade follows standbys only; PostgreSQL would go on sending to it. */
static void
dismiss_cascades(void)
{
	for (int i = 0; i < max_wal_senders; i++) {
		WalSnd *sender = &WalSndCtl->walsnds[i];
		pid_t pid;

		SpinLockAcquire(&sender->mutex);
		pid = sender->pid;
		SpinLockRelease(&sender->mutex);
		if (pid != 0)
			kill(pid, SIGTERM);
	}
}

/* What PostgreSQL did since the last look. */
static void
follow_promotion(void)
{
	if (RecoveryInProgress())
		return;
	if (board->role != FACE_PRIMARY && board->role != FACE_NORMAL) {
		board->role = FACE_PRIMARY;
		files_write_opts("primary");
		dismiss_cascades();
	}
	if (!board->term_open) {
		board_adopt_term(files_read_term_file());
		term_write();
		board->reason = REASON_NONE;
		board->conn_mode = CONN_POLLING;
		board->promoting = false;
	}
}

static void
look(void)
{
	carry_out_failover();
	carry_out_notify();
	switchover_step();
	follow_promotion();
	standalone_step();
	if (board->term != term_written) {
		files_write_term(board->term);
		term_written = board->term;
	}
	files_write_state();
	files_tidy_pid();
}

/* Takes the events; only a gs_ctl's file is a reason to look at once. */
static bool
saw_signal_file(int fd)
{
	static const char *const names[] = { "failover", "switchover",
		"switchover_timeout", "primary", "standby", "cascade_standby" };
	char buf[4096]
	    __attribute__((aligned(__alignof__(struct inotify_event))));
	bool saw = false;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (char *at = buf; at < buf + n;
		     at += sizeof(struct inotify_event) +
			   ((struct inotify_event *)at)->len)
			for (size_t i = 0; i < lengthof(names); i++)
				saw |=
				    strcmp(((struct inotify_event *)at)->name,
					names[i]) == 0;
	return saw;
}

/* Until there is something to look at. */
static void
rest(int fd)
{
	long wait_ms =
	    board->promoting || switchover_is_under_way() ? 5 : TICK_MS;
	int happened;

	do {
		happened = WaitLatchOrSocket(MyLatch,
		    WL_LATCH_SET | WL_SOCKET_READABLE | WL_TIMEOUT |
			WL_EXIT_ON_PM_DEATH,
		    fd, wait_ms, PG_WAIT_EXTENSION);
	} while (happened == WL_SOCKET_READABLE && !saw_signal_file(fd));
	ResetLatch(MyLatch);
}

static void
wake_by_signal(int sig)
{
	int saved = errno;

	(void)sig;
	SetLatch(MyLatch);
	errno = saved;
}

static int
watch_data_directory(void)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	inotify_add_watch(fd, ".", IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE);
	return fd;
}

PGDLLEXPORT void worker_main(Datum arg);

void
worker_main(Datum arg)
{
	int fd = watch_data_directory();

	(void)arg;
	pqsignal(SIGTERM, die);
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGUSR1, wake_by_signal);
	BackgroundWorkerUnblockSignals();
	board_enter_worker(WORKER_MAIN);
	interpose_tidy_socket();
	for (;;) {
		CHECK_FOR_INTERRUPTS();
		if (ConfigReloadPending) {
			ConfigReloadPending = false;
			ProcessConfigFile(PGC_SIGHUP);
		}
		look();
		rest(fd);
	}
}

void
worker_init(void)
{
	BackgroundWorker worker = {
		.bgw_name = "gaussdb worker",
		.bgw_type = "gaussdb worker",
		.bgw_flags = BGWORKER_SHMEM_ACCESS,
		.bgw_start_time = BgWorkerStart_PostmasterStart,
		.bgw_restart_time = 1,
		.bgw_library_name = "gaussface",
		.bgw_function_name = "worker_main",
	};

	RegisterBackgroundWorker(&worker);
}
