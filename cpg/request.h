/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * request.h - what agents and tools say to the keeper of their node, and what
 * it answers.
 *
 * Plain values of fixed size, between programs of one version on one node.
 * None of it waits: who asked for a grant asks for its state until it is one
 * that stays.
 */
#ifndef CPG_REQUEST_H
#define CPG_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/request_kind.h"
#include "cpg/standing.h"
#include "gauss/conninfo.h"
#include "ocf/why.h"

#define REQUEST_VERSION      11
#define REQUEST_SERVICE      "gaussha"
#define REQUEST_NAME_MAX     64
#define REQUEST_PATH_MAX     1024
#define REQUEST_DEVICE_MAX   128
#define REQUEST_WISHES_MAX   4
#define REQUEST_SENTENCE_MAX 256

/* One wish a zone, or one for all with zone 0; decide_sync_set.h. */
struct request_wish {
	uint32_t zone, wanted, acks, least;
};

struct request_registration {
	char node[REQUEST_NAME_MAX]; /* this node's, as Pacemaker knows it */
	char datadir[REQUEST_PATH_MAX];
	char gausshome[REQUEST_PATH_MAX];
	uint32_t port; /* 0: as postgresql.conf says */
	/* The device that resets the node of a keeper that hangs; "": none,
	 * leases are soft. */
	char watchdog[REQUEST_DEVICE_MAX];
	char zone[REQUEST_NAME_MAX];
	uint32_t zone_number; /* 0: none, as of the city */
	uint32_t city_number;
	bool cascaded;
	bool full; /* synchronous standbys are the keeper's to choose */
	/* How many nodes have such a database (clone-max): all must have been
	 * heard before the first promotion of all. */
	uint32_t ndatabases;
	/* A primary that dies now is promoted again in its place, if that comes
	 * about in so many seconds; 0: another takes over at once. */
	uint32_t revive_s;
	/* Two primaries are met: the lower term is killed if Pacemaker has not
	 * ended it after so many seconds. */
	uint32_t double_primary_s;
	/* A primary that reaches fewer gateways than a standby hands over after
	 * so many seconds; 0: it does not. */
	uint32_t gateway_s;
	/* What a restart does not heal: a file system that is full, a start
	 * that failed.  "" for nothing. */
	char sick[REQUEST_SENTENCE_MAX];
	/* It must be rebuilt, and nothing on its node stands against that. */
	bool wants_build;
	/* Where the events of history are told too; "" for nowhere. */
	char metadatabase[CONNINFO_MAX];
	/* With fewer synchronous standbys in all writes stop. */
	uint32_t sync_least;
	uint32_t nwishes;
	struct request_wish wishes[REQUEST_WISHES_MAX];
};

struct request {
	uint32_t version; /* client_ask() fills it in */
	uint32_t kind;
	char database[REQUEST_NAME_MAX];          /* the resource's name */
	struct request_registration registration; /* REGISTER */
	uint32_t deadline_ms; /* GRANT_ASK: given up after that */
	char cause[128]; /* GRANT_ASK, SWITCHOVER, FORCE, OFF: for history */
	char node[REQUEST_NAME_MAX];    /* SWITCHOVER, FORCE, FENCE, OFF */
	uint32_t fate;                  /* FENCE: enum request_fate */
	char address[REQUEST_NAME_MAX]; /* ADDRESS_... */
	int64_t fenced_at_s;            /* of node, by the clock; 0: not */
	/* HOLD: no promotions from now on, or again.  REGISTER: from a start or
	 * a probe, so Pacemaker may have forgotten what it was told; or the
	 * agent deleted the score while no keeper answered.  STAND_DOWN: it is
	 * not ended after all. */
	bool flag;      /* OFF: it is said, and not only asked about */
	bool is_reload; /* REGISTER: from reload-agent; relearning.h */
	struct standing_vote vote;         /* STANDING */
	struct standing_occasion occasion; /* OFF */
};

enum answer_kind {
	ANSWER_DONE = 1,
	ANSWER_REFUSED, /* with a sentence */
	/* Of GRANT_ASK and GRANT_STATE: */
	ANSWER_NO_GRANT, /* nothing was asked, or it was in an earlier life */
	ANSWER_WAITING,  /* ask again; the sentence says for what */
	/* Promote now, with answer->term: gs_ctl failover -T. */
	ANSWER_GRANTED,
	/* End gs_ctl, remove its file, demote; then GRANT_OVER. */
	ANSWER_WITHDRAWN,
	/* It is the primary, and the names are set: commits return. */
	ANSWER_WRITABLE,
};

#define ANSWER_TEXT_MAX 98304

/* What an agent cannot see from its node; with the answer to REGISTER. */
struct answer_surroundings {
	/* The postmaster has ended, and Pacemaker was told just now. */
	bool death_is_told;
	/* Heard as primaries, this node's database included, and the one of
	 * the highest term: "" for none, or when two have that term. */
	uint32_t nprimaries;
	char primary[REQUEST_NAME_MAX]; /* the node's name */
	uint64_t primary_term;
	/* No rule of the record counts on what a rebuild here would destroy.
	 * Else the sentence is in build_objection. */
	/* Where the log of the first primary after this node's term ended when
	 * it was granted: what the database has behind that, it alone may
	 * have.  0: not known. */
	uint64_t fork_lsn;
	bool may_build;
	struct why build_objection;
};

struct answer {
	uint32_t version;
	uint32_t kind;
	uint64_t term;
	/* REFUSED, WAITING, WITHDRAWN: why.  DONE of REGISTER: "" or what is
	 * not as it should be though nothing has failed ("commits wait: ...").
	 */
	struct why why;
	struct answer_surroundings around; /* REGISTER */
	struct standing standing;          /* STANDING */
	/* OFF: what is said now is said in it.  How long ago that node was last
	 * heard in a view, and how long ago it can first have acted alone. */
	struct standing_occasion occasion;
	int64_t heard_ms, alone_ms;
	uint32_t ntext; /* of what follows this struct: STATUS, HISTORY */
};

#endif
