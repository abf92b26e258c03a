/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemon.h - ties the link, the scribe and the databases to each other and to
 * the clock.
 */
#ifndef KEEPER_DAEMON_H
#define KEEPER_DAEMON_H

#include <stdbool.h>

struct answer;
struct request;
struct standing;
struct standing_vote;
struct why;

/* The loop must be open.  False with a sentence when there can be no keeper. */
bool daemon_start(const char *directory, struct why *why);

/* What the quorum device says, and what it asks for. */
void daemon_stand(
    const struct standing_vote *vote, struct standing *ret_standing);

/* REQUEST_OFF. */
void daemon_testify(const struct request *request, struct answer *ret_answer);

/* False when it ended because it could not go on: start another. */
bool daemon_stop(void);

#endif
