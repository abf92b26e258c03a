/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * detail.h - what an openGauss instance gives as the reason of its state, in
 * openGauss's words.
 */
#ifndef GAUSS_DETAIL_H
#define GAUSS_DETAIL_H

#include <stdbool.h>

enum detail {
	DETAIL_UNKNOWN,
	DETAIL_NORMAL,
	DETAIL_CONNECTING,
	DETAIL_DISCONNECTED,
	DETAIL_WAL_SEGMENT_REMOVED, /* also what a diverged standby says */
	DETAIL_VERSION_NOT_MATCHED,
	DETAIL_MODE_NOT_MATCHED,
	DETAIL_SYSTEM_ID_NOT_MATCHED,
	DETAIL_TIMELINE_NOT_MATCHED,
	DETAIL_DCF_LOG_LOSS,
};

/* A word this version does not know is DETAIL_UNKNOWN; NULL is allowed. */
enum detail detail_parse(const char *word);

const char *detail_text(enum detail detail);

/* True where only a build makes a standby of it again; never for a lost link.
 */
bool detail_needs_build(enum detail detail);

#endif
