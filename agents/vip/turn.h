/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * turn.h - one at a time per address: announcing it, or taking it away.
 *
 * An announcement looks whether the address is still here, and then speaks.
 * Had it been taken away in between, the neighbours would be sent to a host
 * that no longer has it, after the new holder's own announcement.  Taking it
 * includes to put a farewell in place, or to end one.
 */
#ifndef VIP_TURN_H
#define VIP_TURN_H

#include "ocf/moment.h"

struct ip;

enum turn {
	TURN_OURS,
	TURN_BUSY,       /* somebody else held on to it until `until` */
	TURN_IMPOSSIBLE, /* there is no place for locks */
};

/*
 * *ret_fd is for turn_end().  The turn is advice: who does not get it may go
 * on where waiting longer would be worse.
 */
enum turn turn_begin(const struct ip *ip, struct moment until, int *ret_fd);
void turn_end(int fd);

#endif
