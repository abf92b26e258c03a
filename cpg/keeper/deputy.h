/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deputy.h - a deed that may take its time, done by a child of the keeper: the
 * loop that renews leases waits for nothing.
 */
#ifndef KEEPER_DEPUTY_H
#define KEEPER_DEPUTY_H

#include <stdbool.h>
#include <sys/types.h>

struct deputy {
	pid_t pid;    /* of the child; 0: none */
	int fd;       /* closed by the child's end */
	bool is_done; /* the last one said that it succeeded */
	void (*ended)(void *context);
	void *context;
};

/*
 * work(subject) runs in the child, with what the keeper's memory held at this
 * moment, and ends by itself.  ended(context) is called from the loop.  Nothing
 * while one is under way.
 */
void deputy_begin(struct deputy *deputy, bool (*work)(const void *subject),
    const void *subject, void (*ended)(void *context), void *context);

bool deputy_is_under_way(const struct deputy *deputy);

#endif
