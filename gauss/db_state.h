/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * db_state.h - how an openGauss instance says it is, in openGauss's words.
 */
#ifndef GAUSS_DB_STATE_H
#define GAUSS_DB_STATE_H

enum db_state {
	DB_STATE_UNKNOWN,
	DB_STATE_NORMAL,
	DB_STATE_NEED_REPAIR, /* says little by itself: see enum detail */
	DB_STATE_STARTING,
	DB_STATE_WAIT_PROMOTING,
	DB_STATE_DEMOTING,
	DB_STATE_PROMOTING,
	DB_STATE_BUILDING,
	DB_STATE_CATCHUP,
	DB_STATE_COREDUMP,
};

/* A word this version does not know is DB_STATE_UNKNOWN; NULL is allowed. */
enum db_state db_state_parse(const char *word);

const char *db_state_text(enum db_state state);

#endif
