/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - all that one action knows when it decides.
 *
 * observe.c and memory.c fill it in, decide_*.c read it; nothing else writes
 * to it.  Plain data, no pointers: a test writes one down as an initializer.
 */
#ifndef OPENGAUSS_FACTS_H
#define OPENGAUSS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "gauss/db_state.h"
#include "gauss/detail.h"
#include "gauss/gs_ctl.h"
#include "gauss/lsn.h"
#include "gauss/process.h"
#include "gauss/replconninfo.h"
#include "gauss/role.h"
#include "gauss/session.h"
#include "gauss/sync_names.h"

/* Another node of the database, as replconninfoN names it. */
struct peer {
	char name[SYNC_NAME_MAX]; /* its application_name, "" while not learnt
				   */
	char place[80];           /* "10.0.0.2:5433", for want of a name */
	bool cascade;             /* never a primary, in no rule */
	bool member;              /* Pacemaker counts it in this partition */
	bool heard;               /* its database answered just now */
	enum role role;
	enum db_state db_state;
	enum detail detail;
	uint64_t term;  /* 0: not known */
	struct lsn lsn; /* end of its WAL */
	bool receiving; /* it streams from somebody, so the end may move */
	bool settled;   /* it is known to have no more than that */
};

/* What the actions of one node tell each other (memory.h). */
struct memory {
	unsigned slow;       /* monitors in a row without a prompt answer */
	enum role last_role; /* when it last said */
	bool rebuilding;     /* the instance is down for a build of ours */
	unsigned builds;     /* begun since it last streamed */
	bool stood_down;     /* demoted, and not followed a primary since */
	/* The watcher has told of the end of this postmaster; 0: of none. */
	pid_t told_pid;
	int64_t told_at_ms; /* a moment */
};

struct facts {
	char name[SYNC_NAME_MAX]; /* this node's application_name */
	/* How the others know it: the name, then each address of its HA port
	 * that they may have in their replconninfo; "" without any. */
	char address[256];

	/* The process. */
	enum process_presence presence;
	pid_t pid;
	bool stuck;      /* stopped or in uninterruptible sleep */
	bool half_built; /* a full build was begun and never finished */
	enum build_progress build;
	int build_percent; /* -1: not known */

	/* What the database says of itself. */
	bool answers;
	enum session_failure failure; /* where it does not answer */
	char refusal[160];            /* in its words, or the library's */
	struct server_state server;   /* where it does */

	/* synchronous_standby_names as this resource was given it. */
	bool rule_given;
	struct sync_rule rule;

	/* On a primary, where it was asked. */
	bool senders_known;
	unsigned nsenders;
	struct sender senders[SENDERS_MAX];

	bool asked; /* the peers were asked; else nothing is known of them */
	uint64_t shown_term; /* the highest that any node has shown, or 0 */
	unsigned npeers;
	struct peer peers[PEERS_MAX];

	struct memory memory;
	bool death_is_told; /* just now, by the watcher: Pacemaker is acting */
};

#endif
