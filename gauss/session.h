/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.h - one conversation with an openGauss server.  The only file that
 * meets libpq.
 *
 * Over the unix socket as the data directory's owner: the caller's effective
 * uid is changed to the owner's for the connect and back (openGauss trusts a
 * local peer only when its OS user is the initial user), so single-threaded
 * callers only.  Connects as application_name=cm_agent with
 * xc_maintenance_mode=on, so that "too many clients" does not hit it, and with
 * a statement deadline of 5 s.  Every call ends at the deadline; a session on
 * which one did not end in time fails at once from then on.
 */
#ifndef GAUSS_SESSION_H
#define GAUSS_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauss/db_state.h"
#include "gauss/detail.h"
#include "gauss/lsn.h"
#include "gauss/role.h"
#include "ocf/moment.h"

struct instance;
struct peer_address;
struct session;
struct why;

enum session_failure {
	SESSION_REFUSED,  /* nobody listens */
	SESSION_STARTING, /* listens, and says that it is starting up */
	/* Says that it shuts down, or cuts the connection without a word, as
	 * it does while it changes its role. */
	SESSION_STOPPING,
	SESSION_NO_ANSWER, /* the deadline passed: hung, or very busy */
	SESSION_DENIED,    /* authentication, or anything else it said */
};

/* What the server says of itself, from one statement. */
struct server_state {
	enum role role;
	enum db_state db_state;
	enum detail detail;
	int connections; /* static_connections */
	uint64_t term;   /* 0 when not known */
	struct lsn lsn;  /* end of its WAL: current on a primary, the
			    larger of flushed and replayed on a standby */
	bool receiving;  /* a standby's stream from a primary is up */
	/*
	 * A standby that has replayed all it has.  Without a stream, lsn is
	 * final then; it is the server's word, and false for moments while it
	 * tries to reach a primary, so ask again.
	 */
	bool replayed_all;
	char upstream[64]; /* address it receives from, "" when none */
};

#define SENDERS_MAX 16

/* One standby as its primary sees it. */
struct sender {
	char name[64]; /* bare application_name, without "WalSender to
			  Standby[]" */
	char address[64];
	char state[16];      /* "Streaming", "Catchup", ... */
	char sync_state[16]; /* "Sync", "Quorum", "Potential", "Async" */
	struct lsn sent, flushed, replayed;
};

/*
 * NULL on failure, with *ret_failure and a sentence.  The session is the
 * caller's to close; session_close(NULL) is allowed.
 */
struct session *session_open(const struct instance *instance,
    struct moment deadline, enum session_failure *ret_failure, struct why *why);

/*
 * The same towards another node's HA port, over TCP; its pg_hba.conf must trust
 * this node for the owner's name, as gs_rewind wants as well.  A host that is
 * no address is looked up, which knows no deadline.
 */
struct session *session_open_peer(const struct instance *instance,
    const struct peer_address *peer, struct moment deadline,
    enum session_failure *ret_failure, struct why *why);

void session_close(struct session *session);

bool session_state(struct session *session, struct moment deadline,
    struct server_state *ret_state, struct why *why);

/*
 * On a primary; at most SENDERS_MAX, *ret_nsenders tells how many.  Without
 * those that serve a build.
 */
bool session_senders(struct session *session, struct moment deadline,
    struct sender ret_senders[SENDERS_MAX], unsigned *ret_nsenders,
    struct why *why);

/* The value of one setting, as SHOW prints it. */
bool session_setting(struct session *session, struct moment deadline,
    const char *name, char *ret_value, size_t size, struct why *why);

/* May this go into a statement as the name of a setting? */
bool session_setting_is_name(const char *name);

/* ALTER SYSTEM SET name = 'value'; takes effect by the server's own reload. */
bool session_alter_system(struct session *session, struct moment deadline,
    const char *name, const char *value, struct why *why);

/*
 * What the files beside this one are made of, which know what to say.
 * Statements are theirs; nothing of a parameter gets into one but through
 * session_quote().
 */

#define SESSION_COLUMNS_MAX 16

/* The columns of one row as text, NULL for null; false: not understood. */
typedef bool session_row(void *context, const char *const columns[]);

/* One statement; row is called for every row of the answer. */
bool session_ask(struct session *session, struct moment deadline,
    const char *sql, unsigned ncolumns, session_row *row, void *context,
    struct why *why);

/* One statement of which only the success counts. */
bool session_tell(struct session *session, struct moment deadline,
    const char *sql, struct why *why);

/* The SQLSTATE by which the server refused the last statement, else "". */
const char *session_objection(const struct session *session);

/* Of one that owes no answer: true when the server has cut it, too. */
bool session_is_broken(struct session *session);

/* Sends a statement and does not wait for its answer... */
bool session_send(struct session *session, struct moment deadline,
    const char *sql, struct why *why);

/* ...which is awaited here, and dropped.  False: there is none yet. */
bool session_has_answered(struct session *session, struct moment deadline);

/* Text as a literal, quotes included; false when it does not fit. */
bool session_quote(
    struct session *session, const char *text, char *ret_literal, size_t size);

#endif
