/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/state_file.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "gauss/small_file.h"

/*
 * Where the fields of GaussState lie, which the server writes as it has them
 * in memory: little endian, as all platforms of openGauss are.
 */
enum {
	AT_MODE = 0,
	AT_CONNECTIONS = 4,
	AT_STATE = 8,
	AT_LSN = 16,
	AT_TERM = 24,
	AT_PERCENT = 56,
	AT_REASON = 64,
};

static const enum role roles[] = {
	ROLE_UNKNOWN,
	ROLE_NORMAL,
	ROLE_PRIMARY,
	ROLE_STANDBY,
	ROLE_CASCADE_STANDBY,
	ROLE_PENDING,
	ROLE_UNKNOWN, /* recovery */
	ROLE_UNKNOWN, /* standby cluster */
	ROLE_MAIN_STANDBY,
};

static const enum db_state states[] = {
	DB_STATE_UNKNOWN,
	DB_STATE_NORMAL,
	DB_STATE_NEED_REPAIR,
	DB_STATE_STARTING,
	DB_STATE_WAIT_PROMOTING,
	DB_STATE_DEMOTING,
	DB_STATE_PROMOTING,
	DB_STATE_BUILDING,
	DB_STATE_CATCHUP,
	DB_STATE_COREDUMP,
};

static const enum detail reasons[] = {
	DETAIL_NORMAL,
	DETAIL_WAL_SEGMENT_REMOVED,
	DETAIL_DISCONNECTED,
	DETAIL_TIMELINE_NOT_MATCHED,
	DETAIL_SYSTEM_ID_NOT_MATCHED,
	DETAIL_VERSION_NOT_MATCHED,
	DETAIL_MODE_NOT_MATCHED,
	DETAIL_DCF_LOG_LOSS,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t
number_at(const unsigned char *bytes, size_t at, size_t width)
{
	uint64_t number = 0;

	for (size_t i = width; i > 0; i--)
		number = number << 8 | bytes[at + i - 1];
	return number;
}

/* A building server shows how far it is; -1 for what cannot be a share. */
static int
percent_of(const unsigned char *bytes)
{
	uint64_t percent = number_at(bytes, AT_PERCENT, 4);

	return percent <= 100 ? (int)percent : -1;
}

bool
state_file_parse(
    const unsigned char *bytes, size_t nbytes, struct state_file *ret_state)
{
	uint64_t mode, state, reason, connections;

	if (nbytes < STATE_FILE_SIZE)
		return false;
	mode = number_at(bytes, AT_MODE, 4);
	state = number_at(bytes, AT_STATE, 4);
	reason = number_at(bytes, AT_REASON, 4);
	connections = number_at(bytes, AT_CONNECTIONS, 4);
	if (mode >= COUNT(roles) || state >= COUNT(states) ||
	    connections > INT_MAX)
		return false;
	ret_state->role = roles[mode];
	ret_state->db_state = states[state];
	ret_state->detail =
	    reason < COUNT(reasons) ? reasons[reason] : DETAIL_UNKNOWN;
	ret_state->connections = (int)connections;
	ret_state->lsn.bytes = number_at(bytes, AT_LSN, 8);
	ret_state->term = number_at(bytes, AT_TERM, 8);
	ret_state->building = ret_state->db_state == DB_STATE_BUILDING;
	ret_state->percent = ret_state->building ? percent_of(bytes) : -1;
	ret_state->written = 0;
	return true;
}

bool
state_file_read(const char *datadir, struct state_file *ret_state)
{
	char path[PATH_MAX], bytes[4 * STATE_FILE_SIZE];
	struct state_file state;
	struct stat st;
	ssize_t n =
	    small_file_read(datadir, "gaussdb.state", bytes, sizeof(bytes));

	if (n < 0 ||
	    !state_file_parse((const unsigned char *)bytes, (size_t)n, &state))
		return false;
	if (snprintf(path, sizeof(path), "%s/gaussdb.state", datadir) <
		(int)sizeof(path) &&
	    stat(path, &st) == 0)
		state.written = st.st_mtime;
	*ret_state = state;
	return true;
}
