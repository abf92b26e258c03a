/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/reminder.h"

#include <stddef.h>
#include <sys/types.h>
#include <unistd.h>

#include "cpg/loop.h"
#include "gauss/named_process.h"
#include "gauss/process.h"
#include "ocf/log.h"

#define LOOK_MS  1000
#define NWATCHED (sizeof(watched) / sizeof(watched[0]))

static void (*forgotten_to)(bool is_controller);

static struct watched {
	const char *name;
	const char *what;
	bool is_controller;
	pid_t pid; /* of the last one that was seen */
	int fd;    /* readable when it ends; -1: it is looked for */
	struct moment looked;
} watched[] = {
	{ .name = "pacemaker-attrd", .what = "attribute manager", .fd = -1 },
	{ .name = "pacemaker-controld",
	    .what = "controller",
	    .is_controller = true,
	    .fd = -1 },
};

void
reminder_init(void (*forgotten)(bool is_controller))
{
	forgotten_to = forgotten;
}

static void
stop_watching(struct watched *one)
{
	if (one->fd < 0)
		return;
	loop_unwatch(one->fd);
	close(one->fd);
	one->fd = -1;
}

void
reminder_done(void)
{
	for (size_t i = 0; i < NWATCHED; i++)
		stop_watching(&watched[i]);
}

static void
has_ended(void *context)
{
	struct watched *one = context;

	stop_watching(one);
	one->pid = 0;
	one->looked = moment_now();
	log_info("Pacemaker's %s has ended here, and what it was told of this "
		 "node is forgotten: it is told again",
	    one->what);
	forgotten_to(one->is_controller);
}

/* A kernel without pidfd only shows that it is another one. */
static void
look_for(struct watched *one)
{
	pid_t pid = named_process(one->name, NULL);

	if (pid != 0 && one->pid != 0 && pid != one->pid)
		has_ended(one);
	one->pid = pid;
	one->fd = pid == 0 ? -1 : process_watch(pid);
	if (one->fd >= 0 && !loop_watch(one->fd, has_ended, one)) {
		close(one->fd);
		one->fd = -1;
	}
}

void
reminder_review(struct moment now)
{
	for (size_t i = 0; i < NWATCHED; i++) {
		struct watched *one = &watched[i];

		if (one->fd >= 0 ||
		    moment_between_ms(one->looked, now) < LOOK_MS)
			continue;
		one->looked = now;
		look_for(one);
	}
}
