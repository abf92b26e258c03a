/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand_birth.h - how a hand comes to be (birth.h).
 */
#ifndef KEEPER_HAND_BIRTH_H
#define KEEPER_HAND_BIRTH_H

#include <sys/types.h>

#include "cpg/keeper/hand_request.h"
#include "gauss/instance.h"

/* The first thing that a hand reads from its socket. */
struct hand_birth {
	struct instance instance;
	char node[HAND_NODE_MAX];
	pid_t parent;
};

/* For birth_fork().  Tests have one that stays in the program. */
void hand_birth(int socket_fd) __attribute__((noreturn));

#endif
