/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand_here.h - a hand that is this program, not gausshad-hand: what is tested
 * is what was built here, with its sanitizers.
 */
#ifndef TESTS_HAND_HERE_H
#define TESTS_HAND_HERE_H

#include <sys/socket.h>
#include <unistd.h>

#include "cpg/hand/hand_main.h"
#include "cpg/keeper/hand_birth.h"

void
hand_birth(int socket_fd)
{
	static struct hand_birth birth;

	if (recv(socket_fd, &birth, sizeof(birth), 0) != (ssize_t)sizeof(birth))
		_exit(1);
	hand_main(&birth.instance, birth.node, socket_fd, birth.parent);
}

#endif
