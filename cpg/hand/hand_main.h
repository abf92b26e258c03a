/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand_main.h - the child's side of hand.h, from fork to exit.
 */
#ifndef HAND_MAIN_H
#define HAND_MAIN_H

#include <sys/types.h>

struct instance;

/*
 * In the child: becomes the owner of the data directory for good, ends with
 * parent, keeps no descriptor but socket_fd, and carries out what comes through
 * it until it is closed.
 */
void hand_main(const struct instance *instance, const char *node, int socket_fd,
    pid_t parent) __attribute__((noreturn));

#endif
