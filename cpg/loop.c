/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/loop.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>

#include <qb/qbdefs.h>
#include <qb/qbipcs.h>
#include <qb/qbloop.h>

#define WATCHES_MAX 64

struct watch {
	int fd; /* -1: free */
	void (*ready)(void *context);
	void *context;
};

static qb_loop_t *loop;
static struct watch watches[WATCHES_MAX];
static struct {
	void (*ended)(void *context);
	void *context;
} at_end;

bool
loop_open(void)
{
	for (int i = 0; i < WATCHES_MAX; i++)
		watches[i].fd = -1;
	loop = qb_loop_create();
	return loop != NULL;
}

void
loop_run(void)
{
	qb_loop_run(loop);
}

void
loop_end(void)
{
	qb_loop_stop(loop);
}

/* Errors and hang-ups are for who reads to find out. */
static int32_t
dispatch(int32_t fd, int32_t revents, void *data)
{
	struct watch *watch = data;

	(void)revents;
	if (watch->fd == fd)
		watch->ready(watch->context);
	return 0;
}

static struct watch *
find_watch(int fd)
{
	for (int i = 0; i < WATCHES_MAX; i++)
		if (watches[i].fd == fd)
			return &watches[i];
	return NULL;
}

bool
loop_watch(int fd, void (*ready)(void *context), void *context)
{
	struct watch *watch = find_watch(-1);

	if (watch == NULL)
		return false;
	*watch = (struct watch){ fd, ready, context };
	if (qb_loop_poll_add(loop, QB_LOOP_HIGH, fd, POLLIN, watch, dispatch) ==
	    0)
		return true;
	watch->fd = -1;
	return false;
}

void
loop_unwatch(int fd)
{
	struct watch *watch = fd < 0 ? NULL : find_watch(fd);

	if (watch == NULL)
		return;
	(void)qb_loop_poll_del(loop, fd);
	watch->fd = -1;
}

static void
timer_came(void *data)
{
	struct loop_timer *timer = data;

	timer->handle = 0;
	timer->come(timer->context);
}

void
loop_set(struct loop_timer *timer, int64_t in_ms, void (*come)(void *context),
    void *context)
{
	qb_loop_timer_handle handle = 0;

	loop_unset(timer);
	timer->come = come;
	timer->context = context;
	if (qb_loop_timer_add(loop, QB_LOOP_HIGH,
		(uint64_t)(in_ms > 0 ? in_ms : 0) * QB_TIME_NS_IN_MSEC, timer,
		timer_came, &handle) == 0)
		timer->handle = handle;
}

void
loop_unset(struct loop_timer *timer)
{
	if (timer->handle != 0)
		(void)qb_loop_timer_del(loop, timer->handle);
	timer->handle = 0;
}

static int32_t
signalled(int32_t number, void *data)
{
	(void)number;
	(void)data;
	at_end.ended(at_end.context);
	return 0;
}

bool
loop_on_signals(void (*ended)(void *context), void *context)
{
	qb_loop_signal_handle handle;

	at_end.ended = ended;
	at_end.context = context;
	(void)signal(SIGPIPE, SIG_IGN);
	return qb_loop_signal_add(loop, QB_LOOP_HIGH, SIGTERM, NULL, signalled,
		   &handle) == 0 &&
	       qb_loop_signal_add(
		   loop, QB_LOOP_HIGH, SIGINT, NULL, signalled, &handle) == 0;
}

static int32_t
job_add(enum qb_loop_priority priority, void *data, qb_loop_job_dispatch_fn job)
{
	return qb_loop_job_add(loop, priority, data, job);
}

static int32_t
dispatch_add(enum qb_loop_priority priority, int32_t fd, int32_t events,
    void *data, qb_ipcs_dispatch_fn_t ready)
{
	return qb_loop_poll_add(loop, priority, fd, events, data, ready);
}

static int32_t
dispatch_mod(enum qb_loop_priority priority, int32_t fd, int32_t events,
    void *data, qb_ipcs_dispatch_fn_t ready)
{
	return qb_loop_poll_mod(loop, priority, fd, events, data, ready);
}

static int32_t
dispatch_del(int32_t fd)
{
	return qb_loop_poll_del(loop, fd);
}

struct qb_ipcs_poll_handlers *
loop_ipc_handlers(void)
{
	static struct qb_ipcs_poll_handlers handlers = {
		.job_add = job_add,
		.dispatch_add = dispatch_add,
		.dispatch_mod = dispatch_mod,
		.dispatch_del = dispatch_del,
	};

	return &handlers;
}
