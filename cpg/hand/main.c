/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gausshad-hand - talks to one database for the keeper that started it
 * (cpg/keeper/hand.h).  Of no use to anybody else.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "cpg/hand/hand_main.h"
#include "cpg/keeper/birth.h"
#include "cpg/keeper/hand_birth.h"

int
main(int argc, char **argv)
{
	static struct hand_birth birth;
	ssize_t n;

	(void)argv;
	do
		n = argc == 1 ? recv(BIRTH_FD, &birth, sizeof(birth), 0) : -1;
	while (n < 0 && argc == 1 && errno == EINTR);
	if (n != (ssize_t)sizeof(birth)) {
		fprintf(stderr, "gausshad-hand: gausshad starts this\n");
		return EXIT_FAILURE;
	}
	birth.node[sizeof(birth.node) - 1] = '\0';
	hand_main(&birth.instance, birth.node, BIRTH_FD, birth.parent);
}
