/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inquirer.h - the child process that asks the keeper of this node where it
 * stands (cpg/standing.h), so that a keeper that hangs holds nobody.
 */
#ifndef QUORUM_INQUIRER_H
#define QUORUM_INQUIRER_H

#include <stdbool.h>
#include <sys/types.h>

#include "cpg/standing.h"
#include "ocf/moment.h"
#include "ocf/why.h"

struct inquirer {
	int fd; /* -1: there is none */
	pid_t pid;
};

struct inquirer_answer {
	bool ok;
	struct why why;   /* unless ok */
	struct moment at; /* ages in the standing are from then */
	struct standing standing;
};

bool inquirer_start(struct inquirer *inquirer, struct why *why);
void inquirer_stop(struct inquirer *inquirer);

/* One question at a time; false when it cannot be given. */
bool inquirer_ask(struct inquirer *inquirer, const struct standing_vote *vote);

enum inquirer_heard { INQUIRER_NOTHING, INQUIRER_ANSWER, INQUIRER_GONE };

/* Does not wait. */
enum inquirer_heard inquirer_receive(
    struct inquirer *inquirer, struct inquirer_answer *ret_answer);

#endif
