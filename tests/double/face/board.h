/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * board.h - what all processes of one instance know together: the role, the
 * term, whom the receiver talks to.  It lies in PostgreSQL's shared memory and
 * lives as long as the postmaster.
 */
#ifndef DOUBLE_BOARD_H
#define DOUBLE_BOARD_H

#include "postgres.h"

#include "access/xlogdefs.h"
#include "storage/spin.h"

/* The numbers are those of gaussdb.state. */
enum face_role {
	FACE_UNKNOWN = 0,
	FACE_NORMAL = 1,
	FACE_PRIMARY = 2,
	FACE_STANDBY = 3,
	FACE_CASCADE = 4,
	FACE_PENDING = 5,
};

enum face_state {
	STATE_UNKNOWN = 0,
	STATE_NORMAL = 1,
	STATE_NEED_REPAIR = 2,
	STATE_STARTING = 3,
	STATE_WAITING = 4,
	STATE_DEMOTING = 5,
	STATE_PROMOTING = 6,
	STATE_BUILDING = 7,
	STATE_CATCHUP = 8,
};

/* Why a standby gave up: also the numbers of gaussdb.state. */
enum face_reason {
	REASON_NONE = 0,
	REASON_WAL_SEGMENT = 1,
	REASON_CONNECT = 2,
	REASON_TIMELINE = 3,
	REASON_SYSTEM_ID = 4,
	REASON_VERSION = 5,
	REASON_MODE = 6,
};

enum face_conn_mode { CONN_POLLING, CONN_SPECIFY, CONN_PROHIBIT };

#define FACE_HOST_MAX 64

enum { WORKER_MAIN, WORKER_CONFIG, FACE_WORKERS };

struct board {
	slock_t mutex; /* guards the strings below */
	enum face_role role;
	bool promoting;      /* failover accepted, not yet through */
	bool wait_promoting; /* switchover asked for, primary not yet demoted */
	bool demoting;       /* going down to come back as a standby */
	bool
	    promote_signal; /* what PostgreSQL would read as a file "promote" */
	enum face_reason reason;
	uint64 term;    /* the highest this instance has adopted or replayed */
	bool term_open; /* the term is in the WAL: commits may follow */
	struct {        /* processes that openGauss does not have */
		pid_t pid;
		int slot;
	} workers[FACE_WORKERS];

	bool connecting; /* the receiver is looking for a peer */
	bool streaming;  /* the receiver has a stream */
	bool exhausted;  /* all there is in pg_wal was replayed */
	int peer_index;  /* replconninfo in use, from 1 */
	enum face_role peer_role;
	char local_host[FACE_HOST_MAX];
	int local_port;
	char peer_host[FACE_HOST_MAX];
	int peer_port;

	enum face_conn_mode conn_mode; /* disable_conn() */
	char conn_host[FACE_HOST_MAX];
	int conn_port;

	bool demote_asked; /* a standby asked this primary to change places */
};

/* NULL until shared memory is there. */
extern struct board *board;

/* Asks for the memory; call from _PG_init. */
void board_init(void);

/* The role as it is to be shown, and the state with its reason. */
enum face_role board_role(void);
enum face_state board_state(void);
const char *board_role_text(enum face_role role);
const char *board_state_text(enum face_state state);
const char *board_detail(void);

/* Raises the term; lower ones are ignored. */
void board_adopt_term(uint64 term);

/* Tells the postmaster which child the calling worker is. */
void board_enter_worker(int index);

/* The channel of the receiver, "ip:port<--ip:port". */
void board_channel(char *buf, size_t size);

#endif
