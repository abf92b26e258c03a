/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keeper.h - what the agent asks of the keeper of its node.
 *
 * Each question has its share of the time that is left, never more than two
 * seconds: a keeper that hangs holds up no action, and what could not be asked
 * is answered the safe way.
 */
#ifndef OPENGAUSS_KEEPER_H
#define OPENGAUSS_KEEPER_H

#include <stdbool.h>

#include "cpg/client.h"

struct facts;
struct observer;

/* At which occasion something is registered. */
enum keeper_occasion {
	KEEPER_USUAL,
	/* Pacemaker may have forgotten what it was told of this instance. */
	KEEPER_FORGOTTEN,
	/* By reload-agent: Pacemaker is about to forget the role. */
	KEEPER_RELOAD,
};

/*
 * Says what there is to keep and hears what only the keeper knows, into the
 * facts.  Where nobody keeps a standby, its score is -INFINITY: Pacemaker would
 * promote what is going to be refused.
 */
void keeper_register(const struct observer *observer,
    enum keeper_occasion occasion, struct moment deadline, struct facts *facts);

/* First of all in reload-agent; who is not heard is told by what follows. */
void keeper_reload(const struct observer *observer, struct moment deadline);

/*
 * Before the instance is ended on purpose.  A keeper that is not there is told
 * to the log, and its share of the work is done: the score is -INFINITY.
 */
void keeper_stand_down(const struct observer *observer, struct moment deadline);

/* It is not ended after all: nothing that was said of it holds. */
void keeper_stay(const struct observer *observer, struct moment deadline);

/* After a stop. */
void keeper_unregister(const struct observer *observer, struct moment deadline);

/*
 * GRANT_ASK, GRANT_STATE or GRANT_OVER.  until: when it is of no use any more,
 * and a grant that is asked for is given up.  Unless ANSWERED there is a
 * sentence in *why.
 */
enum client_outcome keeper_grant(const struct observer *observer,
    enum request_kind kind, struct moment until, struct answer *ret_answer,
    struct why *why);

#endif
