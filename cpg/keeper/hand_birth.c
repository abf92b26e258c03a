/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/hand_birth.h"

#include "cpg/keeper/birth.h"

void
hand_birth(int socket_fd)
{
	birth_become(HAND_PROGRAM, "gausshad-hand", socket_fd);
}
