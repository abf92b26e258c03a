/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probing.h - pings the gateways and the other nodes, and talks to the other
 * nodes' quorum devices, all the time.
 */
#ifndef QUORUM_PROBING_H
#define QUORUM_PROBING_H

#include "cpg/quorum/quorumd.h"

/* heard() is called after anything was heard that may change the vote. */
bool probing_init(
    struct quorumd *quorumd, void (*heard)(void), struct why *why);

/* The configuration has changed: opens everything anew, as soon as it can. */
void probing_configure(struct quorumd *quorumd);
void probing_close(struct quorumd *quorumd);

/* Sends whatever is due. */
void probing_tick(struct quorumd *quorumd, struct moment now);

/* Tells the others at once what has changed. */
void probing_speak(struct quorumd *quorumd, struct moment now);

/* After a sleep: nothing is known any more. */
void probing_forget(struct quorumd *quorumd, struct moment now);

#endif
