/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask.h - asks all other nodes at the same time.
 *
 * Each peer's database is asked over its HA port by a process of its own,
 * since a node without power answers nothing, not even "no".  What attributes
 * show may be older than the last acknowledged commit; only the database itself
 * knows.  Which address is which node, and who is in this partition, Pacemaker
 * tells meanwhile.
 */
#ifndef OPENGAUSS_ASK_H
#define OPENGAUSS_ASK_H

#include <stdbool.h>
#include <sys/types.h>

#include "gauss/replconninfo.h"
#include "ocf/moment.h"

struct answers;
struct facts;
struct instance;

struct ask {
	unsigned npeers;
	struct peer_address peers[PEERS_MAX];
	pid_t children[PEERS_MAX + 1];
	unsigned nchildren;
	int fd; /* at its end when all have answered */
	struct answers *answers;
	struct moment begun, deadline;
};

/* The peers that are configured, without asking them. */
void ask_read_peers(const struct instance *instance, struct ask *ask);

/* Begins to ask those of ask_read_peers(). */
void ask_begin(struct ask *ask, const struct instance *instance,
    const char *resource, struct moment deadline);

/*
 * Waits for the last answer or the deadline and fills the facts' peers; who
 * did not answer is in them as not heard.
 */
void ask_finish(struct ask *ask, struct facts *facts);

#endif
