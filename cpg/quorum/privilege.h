/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * privilege.h - what the quorum device may do once it runs: raw frames and
 * pings, and nothing else that root may.
 */
#ifndef QUORUM_PRIVILEGE_H
#define QUORUM_PRIVILEGE_H

#include <stdbool.h>

struct why;

/* A vote that waits for its pages, or its turn, comes too late.  Pages that
 * were never touched need not be there; the turn is a wish. */
bool privilege_keep_memory(void);

/* Keeps CAP_NET_RAW only, here and in every child, for good. */
bool privilege_drop(struct why *why);

#endif
