/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - all that one action knows when it decides.
 *
 * observe.c and keeper.c fill it in, decide_*.c read it; nothing else writes
 * to it.  Plain data, no pointers: a test writes one down as an initializer.
 */
#ifndef OPENGAUSS_FACTS_H
#define OPENGAUSS_FACTS_H

#include <stdbool.h>

#include "cpg/request.h"
#include "gauss/gs_ctl.h"
#include "gauss/process.h"
#include "gauss/role.h"
#include "gauss/session.h"
#include "ocf/why.h"

/* What the actions of one node tell each other (memory.h). */
struct memory {
	unsigned slow;       /* monitors in a row without a prompt answer */
	enum role last_role; /* when it last said */
	bool rebuilding;     /* the instance is down for a build of ours */
	unsigned builds;     /* begun since it last streamed */
	/* The score was taken away for want of a keeper, which does not know.
	 */
	bool score_withdrawn;
	bool keeper_late; /* it did not answer the last question in time */
	unsigned hangs;   /* monitors in a row whose write did not end */
	/* Monitors in a row that found a standby that is to be a cascade, or
	 * the other way round. */
	unsigned misplaced;
	/* Restarts of a dead primary in its place, since the first of them, by
	 * the clock that a boot sets back. */
	unsigned restarts, restarts_begun_s;
	/* The node attribute of that name, as read at that time. */
	char zone[REQUEST_NAME_MAX];
	unsigned zone_read_s;
};

enum disk_trouble {
	DISK_SOUND,
	DISK_FULL,
	DISK_READ_ONLY,
	DISK_FAILS, /* to write: disk_facts.error */
	DISK_HANGS, /* a write had not ended when it should have */
};

/* The worse of the data's file system and that of the log. */
struct disk_facts {
	enum disk_trouble trouble;
	int error;
	unsigned free_mb;
	char mount[160]; /* where that file system is */
};

struct facts {
	/* The process. */
	enum process_presence presence;
	pid_t pid;
	bool stuck;      /* stopped or in uninterruptible sleep */
	bool half_built; /* a full build was begun and never finished */
	enum build_progress build;
	int build_percent; /* -1: not known */

	/* What the database says of itself. */
	bool answers;
	enum role wanted; /* as what it is started; UNKNOWN: not asked */
	enum session_failure failure; /* where it does not answer */
	char refusal[160];            /* in its words, or the library's */
	struct server_state server;   /* where it does */

	struct disk_facts disk; /* where it was looked at */
	/* What the server's log says of an uncorrected memory error, or "". */
	char memory_error[160];
	/* What is wrong with the node, "" for nothing; does a restart heal it
	 * less than another node would?  decide_sick() has said so, or a start
	 * that failed. */
	struct why ailment;
	bool is_sick;

	/* What the keeper of this node says; asked by those who need it. */
	bool kept;              /* it has the registration */
	struct why keeper_word; /* what is not as it should be, or "" */
	struct answer_surroundings around; /* where it is kept */

	struct memory memory;
};

#endif
