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

#include "cpg/standing.h"
#include "ocf/why.h"

#define REQUEST_VERSION      4
#define REQUEST_SERVICE      "gaussha"
#define REQUEST_NAME_MAX     64
#define REQUEST_PATH_MAX     1024
#define REQUEST_WISHES_MAX   4
#define REQUEST_SENTENCE_MAX 256

enum request_kind {
	/* An agent says what there is to keep; again at every monitor, since a
	 * keeper that was started anew knows nothing of it. */
	REQUEST_REGISTER = 1,
	/*
	 * Before the instance is ended on purpose (demote, stop): what ends
	 * then is no failure, and it holds back from being promoted until it
	 * has followed another primary, or nobody else may be one.
	 */
	REQUEST_STAND_DOWN,
	/* After a stop: no database here any more; it is not watched, but its
	 * record is kept. */
	REQUEST_UNREGISTER,
	/* May this node's database be promoted? */
	REQUEST_GRANT_ASK,
	/* What became of it? */
	REQUEST_GRANT_STATE,
	/* The promotion under way is given up: gs_ctl has ended, its file is
	 * removed.  Nothing when there is none. */
	REQUEST_GRANT_OVER,
	/* No promotion until released: request->flag. */
	REQUEST_HOLD,
	/* Another node's database shall be the primary; "" for the best.  DONE
	 * when it has begun: it ends by itself, one way or the other. */
	REQUEST_SWITCHOVER,
	/* That node's database shall be the primary, whatever may be lost. */
	REQUEST_FORCE,
	/* JSON of one database, or of all when no name is given. */
	REQUEST_STATUS,
	REQUEST_HISTORY,
	/* The quorum device tells of its vote, and asks where this node
	 * stands: standing.h. */
	REQUEST_STANDING,
	/*
	 * request->node shall do no harm any more.  To be asked again and again
	 * until the answer is DONE, with the proof as its sentence, or REFUSED;
	 * WAITING says for what.  database is empty.
	 */
	REQUEST_FENCE,
	/* Every configured node, a line each: NAME,ID,on or off: its keeper is
	 * in the group.  The answer's text. */
	REQUEST_FENCE_LIST,
	/* May this node order the fencing of request->node?  In the same way.
	 */
	REQUEST_FENCE_GATE,
	/*
	 * request->address shall be put on this node.  database: whose it is,
	 * "" for whatever is registered here, if anything is.  WAITING: another
	 * node may still have it; where it is waited for that node's lease, its
	 * name is in around.primary, and a fencing of it since its last echo,
	 * told in node and fenced_at_s, is as good.
	 */
	REQUEST_ADDRESS_TAKE,
	REQUEST_ADDRESS_LEFT, /* it is not here any more */
};

/* What becomes of a node that is fenced with its own help. */
enum request_fate {
	REQUEST_FATE_REBOOT,
	REQUEST_FATE_OFF,
	REQUEST_FATE_ISOLATE, /* everything has ended, and it stays on */
};

/* One wish a zone, or one for all with zone 0; decide_sync_set.h. */
struct request_wish {
	uint32_t zone, wanted, acks, least;
};

struct request_registration {
	char node[REQUEST_NAME_MAX]; /* this node's, as Pacemaker knows it */
	char datadir[REQUEST_PATH_MAX];
	char gausshome[REQUEST_PATH_MAX];
	uint32_t port; /* 0: as postgresql.conf says */
	char zone[REQUEST_NAME_MAX];
	uint32_t zone_number; /* 0: none */
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
	/* What a restart does not heal: a file system that is full, a start
	 * that failed.  "" for nothing. */
	char sick[REQUEST_SENTENCE_MAX];
	uint32_t nwishes;
	struct request_wish wishes[REQUEST_WISHES_MAX];
};

struct request {
	uint32_t version; /* client_ask() fills it in */
	uint32_t kind;
	char database[REQUEST_NAME_MAX];          /* the resource's name */
	struct request_registration registration; /* REGISTER */
	uint32_t deadline_ms; /* GRANT_ASK: given up after that */
	char cause[128];      /* GRANT_ASK, SWITCHOVER, FORCE: for history */
	char node[REQUEST_NAME_MAX];    /* SWITCHOVER, FORCE, FENCE */
	uint32_t fate;                  /* FENCE: enum request_fate */
	char address[REQUEST_NAME_MAX]; /* ADDRESS_TAKE, ADDRESS_LEFT */
	int64_t fenced_at_s;            /* of node, by the clock; 0: not */
	/* HOLD: no promotions from now on, or again.  REGISTER: from a start or
	 * a probe, so Pacemaker may have forgotten what it was told; or the
	 * agent deleted the score while no keeper answered. */
	bool flag;
	struct standing_vote vote; /* STANDING */
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
	uint32_t ntext; /* of what follows this struct: STATUS, HISTORY */
};

#endif
