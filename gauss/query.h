/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * query.h - what "gs_ctl query" and "gs_ctl querybuild" print.
 *
 * Both layouts: that of a server that answered, and that of gaussdb.state
 * where none did.  The second exits with 0 as well and shows the last role of
 * an instance that may be hung or starting; answered tells them apart.
 */
#ifndef GAUSS_QUERY_H
#define GAUSS_QUERY_H

#include <stdbool.h>

#include "gauss/db_state.h"
#include "gauss/detail.h"
#include "gauss/lsn.h"
#include "gauss/role.h"

#define QUERY_SENDERS_MAX 16

/* One stream, from the side of the sender or of the receiver. */
struct query_stream {
	enum role local_role;
	enum role peer_role;
	enum db_state peer_state;
	char state[16]; /* "Streaming", "Catchup", "Normal", ... */
	struct lsn sent, received, flushed, replayed;
	char sync_state[16]; /* of a sender: "Sync", "Quorum", ... */
	char channel[128];
};

struct query {
	bool answered; /* by the server, not from gaussdb.state */
	enum role role;
	enum db_state db_state; /* UNKNOWN for those of a build */
	enum detail detail;
	/* detail_information; db_state where there is none, as of a build. */
	char words[128];
	int connections;
	unsigned nsenders;
	struct query_stream senders[QUERY_SENDERS_MAX];
	bool receiving;
	struct query_stream receiver;
	int percent; /* of a build; -1 when there is none */
};

/* False when there is no "HA state" with a role in it. */
bool query_parse(const char *output, struct query *ret_query);

#endif
