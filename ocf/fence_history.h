/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fence_history.h - when a node was last fenced with success, from what
 * stonith_admin --history prints as XML.  Pure.
 */
#ifndef OCF_FENCE_HISTORY_H
#define OCF_FENCE_HISTORY_H

#include <stdint.h>

/* Seconds of the clock; 0 when there was none that one can read. */
int64_t fence_history_newest(const char *xml, const char *node);

#endif
