/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_rebuild.h - must this standby be built anew, and may that begin?
 */
#ifndef OPENGAUSS_DECIDE_REBUILD_H
#define OPENGAUSS_DECIDE_REBUILD_H

#include <stdbool.h>

struct facts;
struct why;

/* After so many without a stream in between, a human must look. */
#define REBUILDS_MAX 3

enum rebuild {
	REBUILD_NOT_NEEDED,
	REBUILD_UNDER_WAY,
	REBUILD_DONE,       /* the build is over: start the standby */
	REBUILD_FORBIDDEN,  /* rebuild=never */
	REBUILD_GIVEN_UP,   /* tried REBUILDS_MAX times */
	REBUILD_NO_PRIMARY, /* none is heard, or none of our term */
	REBUILD_TWO_PRIMARIES,
	REBUILD_BEGIN,
};

enum rebuild decide_rebuild(const struct facts *facts, bool allowed);

/* True where the answer depends on the peers, so that they must be asked. */
bool decide_rebuild_needs_peers(const struct facts *facts);

/* The answer as a sentence; static storage, "" for REBUILD_NOT_NEEDED. */
const char *decide_rebuild_text(enum rebuild rebuild);

#endif
