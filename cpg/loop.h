/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.h - what a daemon waits for: descriptors, points in time, signals.
 * The only file that meets libqb's loop.
 *
 * One loop a process.  A callback may add and remove anything, itself too.
 */
#ifndef CPG_LOOP_H
#define CPG_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/* A timer that is not set again when it has come. */
struct loop_timer {
	uint64_t handle;
	void (*come)(void *context);
	void *context;
};

bool loop_open(void);
void loop_run(void);
void loop_end(void); /* from a callback: loop_run() returns */

/* ready() is called when fd is readable or hung up. */
bool loop_watch(int fd, void (*ready)(void *context), void *context);
void loop_unwatch(int fd);

/* Calls come(context) once, in that many milliseconds; replaces what the timer
 * waited for.  The timer must begin as zeros. */
void loop_set(struct loop_timer *timer, int64_t in_ms,
    void (*come)(void *context), void *context);
void loop_unset(struct loop_timer *timer);

/* ended(context) on SIGTERM and SIGINT. */
bool loop_on_signals(void (*ended)(void *context), void *context);

/* For libqb's own servers: a struct qb_ipcs_poll_handlers. */
struct qb_ipcs_poll_handlers;
struct qb_ipcs_poll_handlers *loop_ipc_handlers(void);

#endif
