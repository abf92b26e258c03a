/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * courier_birth.h - how a courier comes to be: another program, for the same
 * reasons as a hand, hand_birth.h.
 */
#ifndef KEEPER_COURIER_BIRTH_H
#define KEEPER_COURIER_BIRTH_H

/* In the child of a fork, with all signals blocked: becomes the courier, which
 * reads its errand from the socket. */
void courier_birth(int socket_fd) __attribute__((noreturn));

#endif
