/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "access/xlog.h"
#include "access/xlogrecovery.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/shmem.h"
#include "utils/guc.h"

#include "files.h"
#include "settings.h"

struct board *board;

static shmem_request_hook_type next_request;
static shmem_startup_hook_type next_startup;

static void
request(void)
{
	if (next_request)
		next_request();
	RequestAddinShmemSpace(sizeof(struct board));
}

/* The first process to come here is the postmaster. */
static void
startup(void)
{
	bool found;

	if (next_startup)
		next_startup();
	board = ShmemInitStruct("gaussdb board", sizeof(*board), &found);
	if (found)
		return;
	memset(board, 0, sizeof(*board));
	SpinLockInit(&board->mutex);
	board->role = settings_role();
	board->term = files_read_term();
	board->term_open = false;
	board->peer_index = 1;
	files_read_disable_conn(board);
}

void
board_init(void)
{
	next_request = shmem_request_hook;
	shmem_request_hook = request;
	next_startup = shmem_startup_hook;
	shmem_startup_hook = startup;
}

enum face_role
board_role(void)
{
	/* Without a peer in the configuration there is no primary. */
	if (board->role == FACE_PRIMARY && settings_npeers() == 0)
		return FACE_NORMAL;
	if (board->role == FACE_NORMAL && settings_npeers() > 0)
		return FACE_PRIMARY;
	return board->role;
}

enum face_state
board_state(void)
{
	if (board->demoting)
		return STATE_DEMOTING;
	if (board->wait_promoting)
		return STATE_WAITING;
	if (board->promoting)
		return STATE_PROMOTING;
	/* Nobody can ask yet, but gaussdb.state tells. */
	if (RecoveryInProgress() && !HotStandbyActive())
		return STATE_STARTING;
	if (board->role == FACE_PRIMARY || board->role == FACE_NORMAL)
		return STATE_NORMAL;
	return board->streaming ? STATE_NORMAL : STATE_NEED_REPAIR;
}

const char *
board_role_text(enum face_role role)
{
	switch (role) {
	case FACE_NORMAL:
		return "Normal";
	case FACE_PRIMARY:
		return "Primary";
	case FACE_STANDBY:
		return "Standby";
	case FACE_CASCADE:
		return "Cascade Standby";
	case FACE_PENDING:
		return "Pending";
	case FACE_UNKNOWN:
		break;
	}
	return "Unknown";
}

const char *
board_state_text(enum face_state state)
{
	switch (state) {
	case STATE_NORMAL:
		return "Normal";
	case STATE_NEED_REPAIR:
		return "Need repair";
	case STATE_STARTING:
		return "Starting";
	case STATE_WAITING:
		return "Wait promoting";
	case STATE_DEMOTING:
		return "Demoting";
	case STATE_PROMOTING:
		return "Promoting";
	case STATE_BUILDING:
		return "Building";
	case STATE_CATCHUP:
		return "Catchup";
	case STATE_UNKNOWN:
		break;
	}
	return "Unknown";
}

const char *
board_detail(void)
{
	if (board->role == FACE_PRIMARY || board->role == FACE_NORMAL ||
	    board->streaming)
		return "Normal";
	switch (board->reason) {
	case REASON_WAL_SEGMENT:
		return "WAL segment removed";
	case REASON_TIMELINE:
		return "Timeline not matched";
	case REASON_SYSTEM_ID:
		return "System id not matched";
	case REASON_VERSION:
		return "Version not matched";
	case REASON_MODE:
		return "Mode not matched";
	case REASON_NONE:
	case REASON_CONNECT:
		break;
	}
	return board->connecting ? "Connecting..." : "Disconnected";
}

void
board_adopt_term(uint64 term)
{
	SpinLockAcquire(&board->mutex);
	if (term > board->term)
		board->term = term;
	SpinLockRelease(&board->mutex);
}

void
board_enter_worker(int index)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	board->workers[index].pid = MyProcPid;
	board->workers[index].slot = MyPMChildSlot;
}

void
board_channel(char *buf, size_t size)
{
	SpinLockAcquire(&board->mutex);
	snprintf(buf, size, "%s:%d<--%s:%d", board->local_host,
	    board->local_port, board->peer_host, board->peer_port);
	SpinLockRelease(&board->mutex);
}
