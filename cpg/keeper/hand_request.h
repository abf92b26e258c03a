/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand_request.h - what a keeper asks its hand, and what it is told.
 *
 * Plain values of fixed size, between two processes of one program.
 */
#ifndef KEEPER_HAND_REQUEST_H
#define KEEPER_HAND_REQUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "gauss/following.h"
#include "gauss/guard.h"
#include "gauss/session.h"
#include "ocf/moment.h"
#include "ocf/why.h"

#define HAND_NAMES_MAX 1025 /* ALTER SYSTEM takes 1024 bytes */
#define HAND_HOST_MAX  64
#define HAND_NODE_MAX  256

#define HAND_NAMES_CLOSED GUARD_NAMES_CLOSED

enum hand_deed {
	/* Is there a postmaster, is there a build?  From files and /proc; the
	 * data's disk may hang the hand, and must not hang the keeper. */
	HAND_FIND,
	/* Look, and change nothing.  DONE also where the server does not
	 * answer: that is what was seen. */
	HAND_OBSERVE,
	/*
	 * A standby gives up its stream, follows nobody from then on, also
	 * after a restart, has replayed all it got, and has proven so; only
	 * then is its position read, which is in the answer.  Fails at once
	 * where the server is no standby.
	 */
	HAND_REFUSE,
	/* Follows this one server only: request->host and port. */
	HAND_FOLLOW,
	/* Looks for a primary by itself again. */
	HAND_RELEASE,
	/*
	 * synchronous_standby_names := request->names, done when a session that
	 * was there before shows it.  On a primary, with request->prove, marks
	 * follow: 0.1 s.  With request->from_nothing, the closed names and the
	 * probe come before, as long as it takes the server to say that it
	 * waits: half a second and more, at most HAND_PROBE_MS.
	 */
	HAND_NAME,
	/* Closes the gaps of the guard that do not need a restart. */
	HAND_REPAIR,
	/* A new incarnation for the data; the former one is no more. */
	HAND_RENEW,
	/* A running primary takes a higher term: request->term. */
	HAND_RAISE_TERM,
};

#define HAND_PROBE_MS 2000

struct hand_request {
	uint32_t id; /* hand_send() fills it in */
	enum hand_deed deed;
	struct moment deadline;
	/* OBSERVE, a hand_answer's since: does a statement still run that
	 * began before?  0: do not ask. */
	int64_t since;
	char names[HAND_NAMES_MAX]; /* NAME */
	bool prove;                 /* NAME */
	bool from_nothing;          /* NAME, implies prove */
	char host[HAND_HOST_MAX];   /* FOLLOW: as replconninfo's remotehost */
	unsigned port;              /* FOLLOW: its HA port */
	uint64_t term;              /* RAISE_TERM */
};

/* What was found, as one look. */
struct hand_observation {
	/* When the server started, in microseconds; another value is another
	 * run.  0: it did not answer, and nothing below is known but failure
	 * and incarnation. */
	int64_t run;
	enum session_failure failure; /* why it did not */
	struct server_state state;
	/* Whom a standby follows; ANYBODY for a moment after its start,
	 * whatever it does. */
	enum following following;
	/*
	 * A refusal was proven by this child in this run of the server, and is
	 * in force: the position is final.  False after a restart of either,
	 * though the server still refuses: ask for HAND_REFUSE again.
	 */
	bool is_refusing;
	struct guard guard;    /* names included */
	bool is_statement_old; /* as asked by since; true where not asked */
	unsigned nsenders;     /* of a primary */
	struct sender senders[SENDERS_MAX];
	uint64_t incarnation; /* 0: none, or another node's: HAND_RENEW */
	/* Where others stream from when this one is primary; "" if unknown. */
	char ha_host[HAND_HOST_MAX];
	unsigned ha_port;
};

enum hand_outcome {
	HAND_DONE,
	HAND_FAILED,     /* the child says why */
	HAND_UNANSWERED, /* it died, or the deadline passed */
};

struct hand_answer {
	uint32_t id;
	enum hand_deed deed;
	enum hand_outcome outcome;
	struct why why; /* unless DONE; of OBSERVE, why run is 0 */
	/* OBSERVE; REFUSE, after the refusal. */
	struct hand_observation seen;
	/* NAME with prove: the server's clock when every session had the
	 * names, in microseconds. */
	int64_t since;
	struct lsn mark;      /* NAME with prove: decide_names.h's reload */
	bool probe_waited;    /* NAME with from_nothing */
	uint64_t incarnation; /* RENEW */
	/* FIND: the postmaster, 0 when there is none that lives.  The data is
	 * being built, or was and is incomplete; percent -1: not known. */
	pid_t pid;
	bool is_building;
	int percent;
};

#endif
