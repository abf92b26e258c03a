/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * owner_life.h - how a child of a daemon spends its life as the owner of a data
 * directory: nothing of root's is left to it, and it ends with its parent.
 */
#ifndef GAUSS_OWNER_LIFE_H
#define GAUSS_OWNER_LIFE_H

#include <sys/types.h>

struct instance;

#define OWNER_LIFE_FD 3 /* the socket to the parent */

/*
 * In the child, for good.  Of the descriptors this socket stays, with the
 * number above, and stderr.  A caller that is not root stays who it is.  Ends
 * the child where it cannot be so.
 */
void owner_life_begin(
    const struct instance *instance, int socket_fd, pid_t parent);

#endif
