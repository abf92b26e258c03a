/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * herald.h - the child process that tells Pacemaker, so that a daemon does
 * not wait for its tools.
 *
 * One message at a time: the next may be given when the last was answered.  A
 * herald that hangs is ended by the deadlines of the tools it runs.
 */
#ifndef CPG_HERALD_H
#define CPG_HERALD_H

#include <stdbool.h>
#include <sys/types.h>

#include "ocf/pacemaker.h"
#include "ocf/why.h"

#define HERALD_ATTRIBUTES_MAX 12

/*
 * An attribute of this node; an empty value deletes it.  One that lasts is the
 * only one of its name in the cluster once it has a value.
 */
struct herald_attribute {
	char name[ATTRIBUTE_MAX];
	char value[ATTRIBUTE_MAX];
	bool lasts;
};

struct herald_message {
	/* The resource has failed here, as a monitor would say: tell that, and
	 * no attributes. */
	bool is_failure;
	char resource[ATTRIBUTE_MAX];
	char node[NODE_NAME_MAX];
	/* Not before Pacemaker's controller here has joined the others, and
	 * then also what its daemons think they have told. */
	bool after_join;
	unsigned nattributes; /* of which one may last */
	struct herald_attribute attributes[HERALD_ATTRIBUTES_MAX];
};

struct herald_answer {
	bool ok;
	struct why why; /* unless ok */
};

struct herald {
	int fd; /* -1: there is none */
	pid_t pid;
};

/*
 * False with a sentence when there can be none.  user: whom it runs as; NULL:
 * no change.  Pacemaker lets its own user in, and root only with root's rights
 * over files.
 */
bool herald_start(struct herald *herald, const char *user, struct why *why);
void herald_stop(struct herald *herald);

/* False when it cannot be given; there will be no answer then. */
bool herald_tell(struct herald *herald, const struct herald_message *message);

enum herald_heard {
	HERALD_NOTHING,
	HERALD_ANSWER,
	HERALD_GONE, /* stop it and start another */
};

/* Does not wait. */
enum herald_heard herald_receive(
    struct herald *herald, struct herald_answer *ret_answer);

#endif
