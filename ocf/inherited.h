/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inherited.h - what a child gets from its parent and must not keep.
 *
 * Between fork and exec, or in a child that goes on without exec.
 */
#ifndef OCF_INHERITED_H
#define OCF_INHERITED_H

/* No handler, nothing ignored, nothing blocked. */
void inherited_signals_reset(void);

/* Closes every descriptor from this one on. */
void inherited_close_from(int first);

#endif
