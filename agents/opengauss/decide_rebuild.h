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
	REBUILD_NO_DISK,    /* that can be written: it would be in vain */
	REBUILD_NO_KEEPER,  /* so nobody knows of a primary */
	REBUILD_NO_PRIMARY, /* none is heard, or none of our term */
	REBUILD_TWO_PRIMARIES,
	REBUILD_COUNTED_ON, /* what it would destroy is still relied on */
	REBUILD_KEPT,       /* what it would destroy may be nowhere else */
	REBUILD_BEGIN,
};

enum rebuild_policy {
	REBUILD_ALWAYS,      /* rebuild=auto */
	REBUILD_UNLESS_LOST, /* rebuild=keep: not over what nobody else has */
	REBUILD_NEVER,
};

enum rebuild decide_rebuild(
    const struct facts *facts, enum rebuild_policy policy);

/* It must be built, and nothing on this node stands against it: a rule of the
 * record that does can be helped.  With rebuild=keep none is. */
bool decide_rebuild_is_wanted(
    const struct facts *facts, enum rebuild_policy policy);

/* What a rebuild gives up: the log that this database alone may have. */
enum rebuild_loss {
	REBUILD_LOSES_NOTHING,
	REBUILD_LOSES_RANGE, /* from the fork to the end of its log */
	REBUILD_LOSES_UNKNOWN,
};

enum rebuild_loss decide_rebuild_loss(const struct facts *facts);

/* The verdict as a sentence; "" for REBUILD_NOT_NEEDED. */
void decide_rebuild_why(
    const struct facts *facts, enum rebuild rebuild, struct why *ret_why);

#endif
