/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * birth.h - how a child comes to be that is another program, so that what its
 * libraries bring with them is neither in the keeper's memory nor able to fail
 * there.
 */
#ifndef KEEPER_BIRTH_H
#define KEEPER_BIRTH_H

#include <sys/types.h>

#define BIRTH_FD 3 /* the socket, in the child; all behind it is closed */

/* The child of a fork with all signals blocked, lest a handler of the keeper's
 * runs in it: calls become(), which never returns.  -1 when there is none. */
pid_t birth_fork(void (*become)(int socket_fd), int socket_fd);

/* In that child.  Its environment is nobody's: what a connection string may
 * rest on is not the keeper's. */
void birth_become(const char *program, const char *name, int socket_fd)
    __attribute__((noreturn));

#endif
