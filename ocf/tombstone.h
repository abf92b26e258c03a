/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tombstone.h - the mark that this node was fenced and has promised to do
 * nothing any more.  While it is there no agent starts or promotes anything.
 *
 * It lies on a file system that a reboot empties.
 */
#ifndef OCF_TOMBSTONE_H
#define OCF_TOMBSTONE_H

#include <stdbool.h>

struct why;

#define TOMBSTONE_DIRECTORY "/run/gaussha"
#define TOMBSTONE_PATH      TOMBSTONE_DIRECTORY "/fenced"

/* On the disk when it returns true; else a sentence. */
bool tombstone_set(const char *reason, struct why *why);

void tombstone_remove(void);

/* True with the sentence why nothing may be started here. */
bool tombstone_forbids(struct why *why);

#endif
