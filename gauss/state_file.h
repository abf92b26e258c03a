/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state_file.h - gaussdb.state: what an instance wrote of itself last.
 *
 * Binary, 72 bytes, the same from openGauss 2.0 to 7.0.  Not reset by a stop
 * or a crash, and rewritten by a build: believe it only while a server or a
 * build runs.
 */
#ifndef GAUSS_STATE_FILE_H
#define GAUSS_STATE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "gauss/db_state.h"
#include "gauss/detail.h"
#include "gauss/lsn.h"
#include "gauss/role.h"

#define STATE_FILE_SIZE 72

struct state_file {
	enum role role;
	enum db_state db_state;
	enum detail detail; /* why it must be rebuilt; NORMAL: it need not */
	int connections;
	struct lsn lsn; /* 0 on a primary, which does not keep it */
	uint64_t term;  /* likewise */
	bool building;  /* written by a build, not by a server */
	int percent;    /* of the build, 0 to 100; -1 when not known */
	time_t written; /* when; 0 from state_file_parse() */
};

/* False when it is too short or says nothing that can be true. */
bool state_file_parse(
    const unsigned char *bytes, size_t nbytes, struct state_file *ret_state);

/* From datadir/gaussdb.state. */
bool state_file_read(const char *datadir, struct state_file *ret_state);

#endif
