/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * helper.h - a child process that may wait, and the socket to it.  Messages
 * are whole structs of one size each way.
 */
#ifndef CPG_HELPER_H
#define CPG_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct why;

/* attend() never returns; its end of the socket is 3, all else is closed. */
bool helper_start(const char *name, void (*attend)(int fd), int *ret_fd,
    pid_t *ret_pid, struct why *why);

/* Kills it; none is allowed (fd -1). */
void helper_stop(int *fd, pid_t *pid);

/* Does not wait. */
bool helper_send(int fd, const void *message, size_t nmessage);

enum helper_heard { HELPER_NOTHING, HELPER_MESSAGE, HELPER_GONE };

/* Does not wait. */
enum helper_heard helper_receive(int fd, void *ret_message, size_t nmessage);

#endif
