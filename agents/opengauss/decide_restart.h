/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_restart.h - is a primary that dies now to be promoted again in its
 * place?
 *
 * Bounded by number and time: so many restarts in the window that begins with
 * the first of them.  What is counted lies below /run: a boot begins anew, a
 * restart of the keeper or of Pacemaker does not.
 */
#ifndef OPENGAUSS_DECIDE_RESTART_H
#define OPENGAUSS_DECIDE_RESTART_H

#include <stdbool.h>

struct restart_facts {
	bool is_wanted; /* on_primary_failure=restart */
	unsigned limit, window_s;
	unsigned now_s;             /* since the boot */
	unsigned restarts, begun_s; /* so many in the window that began then */
};

bool decide_restart(const struct restart_facts *facts);

/* One more was begun now: restarts and begun_s as they are from then on. */
void decide_restart_count(struct restart_facts *facts);

#endif
