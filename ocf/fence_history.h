/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fence_history.h - which nodes were fenced with success and when, from what
 * stonith_admin --history prints as XML.  Pure.
 */
#ifndef OCF_FENCE_HISTORY_H
#define OCF_FENCE_HISTORY_H

#include <stdint.h>

#define FENCE_EVENTS_MAX 32
#define FENCE_NAME_MAX   64

/* A node was fenced with success. */
struct fence_event {
	int64_t when_s;
	char target[FENCE_NAME_MAX];
	char delegate[FENCE_NAME_MAX]; /* the node that did it; "" */
	char client[FENCE_NAME_MAX];   /* the program that asked for it */
	char origin[FENCE_NAME_MAX];   /* and where it ran */
};

/* As many as there are and fit, in the order of the text. */
unsigned fence_history_list(
    const char *xml, struct fence_event ret_events[FENCE_EVENTS_MAX]);

/* Seconds of the clock; 0 when there was none that one can read. */
int64_t fence_history_newest(const char *xml, const char *node);

#endif
