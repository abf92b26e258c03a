/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "switchover.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/xlog.h"
#include "common/username.h"
#include "miscadmin.h"
#include "postmaster/postmaster.h"
#include "storage/ipc.h"

#include "board.h"
#include "files.h"
#include "settings.h"

#define ANSWER_MS 2000

static bool asked; /* the primary said yes */

/* One SHOW to the peer's HA port; false where it does not answer. */
static bool
ask_peer(const char *what, char *ret_answer, size_t size)
{
	char conninfo[256], command[64];
	PGconn *conn;
	PGresult *result;
	bool answered;

	snprintf(conninfo, sizeof(conninfo),
	    "host=%s port=%d user=%s replication=true connect_timeout=2 "
	    "application_name=gs_ctl",
	    board->peer_host, board->peer_port,
	    get_user_name_or_exit("gaussdb"));
	snprintf(command, sizeof(command), "SHOW gaussface.%s", what);
	conn = PQconnectdb(conninfo);
	result = PQstatus(conn) == CONNECTION_OK ? PQexec(conn, command) : NULL;
	answered = result != NULL && PQresultStatus(result) == PGRES_TUPLES_OK;
	if (answered)
		snprintf(ret_answer, size, "%s", PQgetvalue(result, 0, 0));
	PQclear(result);
	PQfinish(conn);
	return answered;
}

static void
promote_now(void)
{
	int fd = open("failover", O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		close(fd);
}

static void
step_of_standby(void)
{
	char answer[128];

	if (access("switchover_timeout", F_OK) == 0) {
		unlink("switchover_timeout");
		unlink("switchover");
		board->wait_promoting = false;
		asked = false;
	}
	if (access("switchover", F_OK) == 0 && !board->wait_promoting) {
		board_adopt_term(0);
		board->wait_promoting = true;
		asked = false;
	}
	if (!board->wait_promoting)
		return;
	if (!asked && board->streaming)
		asked = ask_peer("demote", answer, sizeof(answer)) &&
			strcmp(answer, "yes") == 0;
	/* The stream ended and who sent it is a standby now: all of its WAL
	 * came over before. */
	if (asked && !board->streaming &&
	    ask_peer("identity", answer, sizeof(answer)) &&
	    atoi(answer) == FACE_STANDBY) {
		asked = false;
		unlink("switchover");
		promote_now();
	}
}

static void
step_of_primary(void)
{
	if (!board->demote_asked || board->demoting)
		return;
	board->demoting = true;
	files_write_state();
	kill(PostmasterPid, SIGINT);
}

void
switchover_step(void)
{
	if (RecoveryInProgress())
		step_of_standby();
	else
		step_of_primary();
}

bool
switchover_is_under_way(void)
{
	return board->wait_promoting && asked && !board->streaming;
}

static bool comes_back;
static char pid_text[4096];

/* While the board is still there, and the pid file. */
static void
remember(int code, Datum arg)
{
	int fd = open("postmaster.pid", O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, pid_text, sizeof(pid_text) - 1);

	(void)code;
	(void)arg;
	if (fd >= 0)
		close(fd);
	pid_text[Max(n, 0)] = '\0';
	comes_back =
	    getpid() == PostmasterPid && board != NULL && board->demoting;
}

/*
 * The last thing the postmaster does.  The same process goes on as a standby:
 * its pid file is put back, signals wait until there are handlers again.
 */
static void
come_back(void)
{
	const char *home = getenv("GAUSSHOME");
	char program[MAXPGPATH];
	sigset_t all;
	int fd;

	if (!comes_back || getpid() != PostmasterPid || home == NULL)
		return;
	files_write_opts("standby");
	fd = open("postmaster.pid", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd >= 0) {
		(void)!write(fd, pid_text, strlen(pid_text));
		close(fd);
	}
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	snprintf(program, sizeof(program), "%s/bin/gaussdb", home);
	for (fd = 3; fd < 1024; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	execl(program, program, "-D", DataDir, "-M", "standby", NULL);
}

void
switchover_init(void)
{
	before_shmem_exit(remember, 0);
	atexit(come_back);
}
