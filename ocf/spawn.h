/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spawn.h - the child's side of run.c, from fork to exec.
 *
 * A child that does not reach its exec says why in a pipe that a successful
 * exec closes.  For run.c alone.
 */
#ifndef OCF_SPAWN_H
#define OCF_SPAWN_H

#include <sys/types.h>

struct run;
struct why;

enum spawn_step {
	SPAWN_OUTPUT,
	SPAWN_USER,
	SPAWN_DIRECTORY,
	SPAWN_EXEC,
};

/* What goes through the pipe. */
struct spawn_mishap {
	enum spawn_step step;
	int error; /* errno */
};

/*
 * In the child: becomes the program.  Output goes to out_fd, nowhere when it
 * is -1.  death_signal, unless 0, comes when parent ends.
 */
void spawn_exec(const struct run *run, int out_fd, int mishap_fd,
    int death_signal, pid_t parent) __attribute__((noreturn));

/* In the child: gives up, with errno. */
void spawn_fail(int mishap_fd, enum spawn_step step) __attribute__((noreturn));

/* In the parent: the sentence for a mishap that came through the pipe. */
void spawn_tell_mishap(
    const struct run *run, const struct spawn_mishap *mishap, struct why *why);

/* The last part of argv[0]. */
const char *spawn_program(const struct run *run);

#endif
