/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scribe.h - the child process that waits for the disk, so that the keeper
 * does not.
 *
 * Writes are carried out one after the other in the order they were given, and
 * each is answered once.  The scribe holds a lock while it lives: no second
 * keeper reads a file that a first one's scribe may still replace.
 */
#ifndef KEEPER_SCRIBE_H
#define KEEPER_SCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "cpg/keeper/store.h"
#include "ocf/moment.h"
#include "ocf/why.h"

struct scribe {
	int fd; /* -1: there is none */
	pid_t pid;
};

struct scribe_answer {
	uint32_t tag; /* as given to scribe_write() */
	bool ok;
	struct why why; /* unless ok */
};

/*
 * Starts it in this directory, which is made when it is not there, and waits
 * until it has the lock.  False with a sentence when it has not by the
 * deadline.
 */
bool scribe_start(struct scribe *scribe, const char *directory,
    struct moment deadline, struct why *why);

/* Ends it; what it was not done with may be on the disk or not. */
void scribe_stop(struct scribe *scribe);

/* False when it cannot be given: too many under way, or the scribe is gone. */
bool scribe_write(struct scribe *scribe, uint32_t tag, const char *file,
    const void *bytes, size_t nbytes);

enum scribe_heard {
	SCRIBE_NOTHING,
	SCRIBE_ANSWER,
	SCRIBE_GONE, /* stop it and start another */
};

/* Does not wait. */
enum scribe_heard scribe_receive(
    struct scribe *scribe, struct scribe_answer *ret_answer);

#endif
