/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.h - what one action on this node leaves for the next, in
 * /run/gaussha/<resource>.state; gone with a boot, as is what it tells of.
 *
 * Held under a lock from open to close: Pacemaker runs monitors of different
 * intervals at the same time.  Lost or senseless content reads as nothing
 * remembered, which is never wrong, only slower.
 */
#ifndef OPENGAUSS_MEMORY_H
#define OPENGAUSS_MEMORY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agents/opengauss/facts.h"
#include "ocf/moment.h"

struct memory_file {
	int fd; /* -1: nothing can be kept */
	struct memory memory;
	/* A gs_ctl that was begun and let go; 0 when none. */
	pid_t helper;
	uint64_t helper_begun; /* in ticks since boot: a pid is used again */
};

/* False when it cannot be had before the deadline; *ret_file is usable. */
bool memory_open(
    const char *resource, struct moment deadline, struct memory_file *ret_file);

/* Writes it back and gives it up. */
void memory_close(struct memory_file *file);

/* How many looks in a row have found that, counts. */
struct memory_look {
	bool slow;      /* it ran, and gave no prompt answer */
	bool misplaced; /* a cascade that is to be none, or the other way round
			 */
};

/* What a look has shown, for the next one. */
void memory_learn(
    const char *resource, const struct facts *facts, struct memory_look was);

/* Text to content and back; what a line cannot mean is left as it was. */
void memory_parse(char *text, struct memory_file *file);
int memory_format(const struct memory_file *file, char *buf, size_t size);

/*
 * Remembers a gs_ctl that was let go, and ends it where it still runs: one
 * that is forgotten could start, promote or build what is stopped by then.
 */
void memory_keep_helper(struct memory_file *file, pid_t pid);
void memory_end_helper(struct memory_file *file);

#endif
